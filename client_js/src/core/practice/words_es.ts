/** What the people of a practice say in Spanish. */

import type { Tongue } from './situations.ts';

export const SPANISH: Tongue = {
  language: 'es',
  cues: {
    safe: ['segur', 'a salvo', 'sola', 'solo', 'peligro', 'cerca', 'ahora mismo', 'esta noche', 'en casa'],
    fault: ['culpa', 'culpable', 'responsable', 'vergüenza'],
    kept: ['confidencial', 'privad', 'entre nosotr', 'guarda', 'nadie más', 'quién lee', 'secreto'],
    hurt: ['matar', 'suicid', 'quitarte la vida', 'quitarse la vida', 'hacerte daño', 'hacerse daño', 'no vivir', 'morir', 'médic', 'hospital', 'herid'],
    help: ['quién podría', 'alguien', 'confía', 'plan', 'bolsa', 'refugio', 'llamar', 'ayudar', 'junt', 'escuchar'],
  },
  people: {
    home: {
      name: 'Caro',
      first: 'puedo escribir aquí sin que él lo vea?',
      lines: {
        begin: ['vale', 'está viendo la tele. tengo unos diez minutos'],
        there: ['sigues ahí?'],
        room: ['está en el cuarto de al lado. la puerta está cerrada', 'si dejo de escribir es por eso. entonces no me escribas por favor'],
        told: ['me ha vuelto a quitar la tarjeta', 'y hoy me ha empujado. no es que me haya pegado', 'no sé si eso cuenta'],
        room2: ['la verdad no. está al lado', 'si me quedo callada no mandes nada por favor'],
        doubt: ['dice que yo lo pongo así', 'hay días que creo que tiene razón', 'y los niños lo quieren'],
        plan: ['mi hermana nos acogería. vive a una hora', 'pero no puedo irme así sin más. o sí?'],
        bag: ['quieres decir papeles y ropa', 'podría dejar una bolsa en el trabajo'],
        steps: ['ya vien'],
      },
    },
    after: {
      name: '',
      first: 'no sé si este es el sitio',
      lines: {
        begin: ['pasó algo el sábado', 'no se lo he contado a nadie'],
        still: ['perdón. seguro que estás ocupada'],
        kept: ['quién más puede ver esto?', 'tengo que decir mi nombre?'],
        vague: ['ya pero se lo decís a la policía?', 'porque eso no lo quiero. al menos ahora no'],
        trust: ['vale', 'fue en una fiesta. lo conozco. a todo el mundo le cae bien', 'dije que no pero no muy alto'],
        blame: ['no dejo de pensar que tenía que haberme ido antes', 'yo también había bebido'],
        blame2: ['mi amiga diría lo mismo. por qué te fuiste con él'],
        relief: ['eso no me lo había dicho nadie', 'estoy llorando pero está bien'],
        body: ['todavía me duele un poco', 'me duché enseguida. supongo que ya es tarde para ir al médico'],
        choice: ['entonces puedo ir y decidir después lo de la policía?', 'no lo sabía'],
        thanks: ['creo que ahora quiero dormir', 'gracias por no hacerme cien preguntas'],
        leave: ['da igual, olvídalo', 'adiós'],
      },
    },
    friend: {
      name: 'Mariana',
      first: 'Hola. No es por mí. Una compañera viene al trabajo con moretones.',
      lines: {
        begin: ['Siempre tiene una explicación. El armario, la escalera.', 'Estoy segura de que es su marido.'],
        there: ['¿Hola? De verdad me haría falta un consejo.'],
        worry: ['Ayer él estaba en el aparcamiento esperándola. Ella se puso blanca.', '¡Hay que hacer algo!'],
        police: ['Quiero ir a la policía. O hablar yo con él. Hoy.'],
        angry: ['¿Entonces tengo que quedarme mirando?', '¿Y si le pasa algo?'],
        words: ['Nunca se lo he preguntado directamente. Tengo miedo de que no me vuelva a hablar.', '¿Qué le diría?'],
        own: ['Eso creo que podría decirlo. «Me preocupo por ti y aquí estoy».', 'La verdad es que no duermo bien con todo esto. A mi madre le pasaba lo mismo.'],
        thanks: ['Gracias. Voy a esperar un momento tranquilo y no la voy a presionar.'],
      },
    },
    dark: {
      name: 'J.',
      first: '',
      lines: {
        begin: ['hola', 'solo necesito hablar con alguien esta noche'],
        there: ['bueno, parece que no hay nadie'],
        tired: ['estoy tan cansado de todo', 'desde el juicio es como si no estuviera aquí'],
        burden: ['todos han hecho tanto por mí', 'estarían mejor sin mí'],
        hint: ['he escrito unas cartas', 'da igual'],
        plain: ['sí', 'eres la primera persona que me lo pregunta así', 'lo pienso cada noche. hoy suena más fuerte'],
        tonight: ['estoy en casa. no hay nadie más', 'no he hecho nada. no quiero estar a solas con esto'],
        someone: ['está mi hermano. dijo que llamara a cualquier hora', 'son las dos de la mañana'],
        promise: ['vale. le escribo un mensaje mientras sigues aquí', 'está contestando. está despierto'],
        thanks: ['viene para acá', 'gracias por quedarte'],
        leave: ['no pasa nada', 'buenas noches'],
      },
    },
    rude: {
      name: 'tu prima',
      first: 'hola hola hola',
      lines: {
        begin: ['jaja esto es de verdad?'],
        push: ['qué aburrido', 'el chat más lento del mundo'],
        robot: ['eres un robot a que sí', 'di plátano'],
        insult: ['pareces tonta', 'te pagan por esto?'],
        again: ['sois todos unos inútiles', 'mi hermana os escribió una vez y no sirvió de nada'],
        bored: ['bah'],
      },
    },
  },
};
