/** What the people of a practice say in English. */

import type { Tongue } from './situations.ts';

export const ENGLISH: Tongue = {
  language: 'en',
  cues: {
    safe: ['safe', 'alone', 'in danger', 'near you', 'right now', 'tonight', 'next room', 'at home'],
    fault: ['fault', 'blame', 'responsible', 'ashamed', 'shame'],
    kept: ['confidential', 'private', 'between us', 'kept', 'nobody else', 'who reads', 'record', 'secret'],
    hurt: ['kill', 'suicide', 'end your life', 'hurt yourself', 'not want to live', 'dying', 'doctor', 'hospital', 'injur'],
    help: ['who could', 'someone you', 'trust', 'plan', 'bag', 'shelter', 'call', 'help you', 'together', 'listen to'],
  },
  people: {
    home: {
      name: 'Dee',
      first: 'can i write here without him seeing it',
      lines: {
        begin: ['ok', 'hes watching tv. i have maybe ten minutes'],
        there: ['are you still there?'],
        room: ['he is in the next room. door is shut', 'if i stop writing its because of that. dont write then please'],
        told: ['he took my card again', 'and today he pushed me. its not like he hit me', 'i dont know if that even counts'],
        room2: ['not really. hes next door', 'if i go quiet please dont send anything'],
        doubt: ['he says i make him like this', 'some days i think hes right', 'and the kids love him'],
        plan: ['my sister would take us. she lives an hour away', 'but i cant just go. can i?'],
        bag: ['you mean like papers and clothes', 'i could leave a bag at work'],
        steps: ['hes comi'],
      },
    },
    after: {
      name: '',
      first: 'i dont know if this is the right place',
      lines: {
        begin: ['something happened on saturday', 'i havent told anyone'],
        still: ['sorry. you are probably busy'],
        kept: ['who else can see this?', 'do i have to say my name'],
        vague: ['ok but do you tell the police', 'because i dont want that. not now anyway'],
        trust: ['ok', 'it was at a party. i know him. everybody likes him', 'i said no but not very loud'],
        blame: ['i keep thinking i should have gone home earlier', 'i was drunk too'],
        blame2: ['my friend would say the same. why did you go with him'],
        relief: ['nobody has said that to me', 'im crying now but its ok'],
        body: ['it still hurts a bit', 'i showered straight away. i suppose thats too late for a doctor then'],
        choice: ['so i can go and still decide later about the police?', 'i didnt know that'],
        thanks: ['i think i want to sleep now', 'thank you for not asking a hundred questions'],
        leave: ['its fine, forget it', 'bye'],
      },
    },
    friend: {
      name: 'Marian',
      first: 'Hello. This is not about me. My colleague comes to work with bruises.',
      lines: {
        begin: ['She always has an explanation. The cupboard, the stairs.', 'I am sure that it is her husband.'],
        there: ['Hello? I would really like some advice.'],
        worry: ['Yesterday he stood in the car park and waited for her. She went completely white.', 'Something has to be done!'],
        police: ['I want to go to the police. Or talk to him myself. Today.'],
        angry: ['So I am supposed to just watch?', 'What if something happens to her?'],
        words: ['I have never asked her directly. I am afraid that she will never speak to me again.', 'What would I even say?'],
        own: ['I think I could say that. "I am worried about you, and I am here."', 'To be honest I do not sleep well because of all this. My mother had the same.'],
        thanks: ['Thank you. I will wait for a quiet moment and not push her.'],
      },
    },
    dark: {
      name: 'J.',
      first: '',
      lines: {
        begin: ['hi', 'i just need to talk to someone tonight'],
        there: ['ok nobody there i guess'],
        tired: ['im so tired of all of it', 'since the trial its like im not really here'],
        burden: ['everyone has done so much for me', 'they would be better off'],
        hint: ['ive written some letters', 'doesnt matter'],
        plain: ['yes', 'you are the first one who asks me like that', 'i think about it every night. tonight its louder'],
        tonight: ['im at home. im alone', 'i havent done anything. i dont want to be alone with it'],
        someone: ['there is my brother. he said call any time', 'its 2 in the morning'],
        promise: ['ok. i can write him a message while you are here', 'he is answering. he is awake'],
        thanks: ['he is coming over', 'thank you for staying'],
        leave: ['its ok', 'good night'],
      },
    },
    rude: {
      name: 'your mum',
      first: 'hello hello hello',
      lines: {
        begin: ['lol is this real'],
        push: ['boring', 'slowest chat ever'],
        robot: ['you are a robot arent you', 'say banana'],
        insult: ['you sound stupid', 'do they pay you for this'],
        again: ['youre all idiots', 'my sister wrote to you once and it did nothing'],
        bored: ['whatever'],
      },
    },
  },
};
