/**
 * Arabic: what both pages share, and the survivor's page. Plain modern Arabic. Verbal nouns stand in
 * the place of commands, so that no sentence decides whether a woman or a man is reading.
 */

import type { SharedWords, SurvivorWords } from './words.ts';

const and = (all: readonly string[]): string => all.join(' و');

interface Forms {
  readonly one: string;
  readonly two: string;
  readonly few: string;
  readonly many: string;
  readonly other: string;
}

/** The Arabic plural forms (CLDR), for whole numbers from 1. `few`, `many` and `other` follow the number. */
export function counted(n: number, forms: Forms): string {
  if (n === 1) return forms.one;
  if (n === 2) return forms.two;
  const rest = n % 100;
  const form = rest >= 3 && rest <= 10 ? forms.few : rest >= 11 ? forms.many : forms.other;
  return `${n} ${form}`;
}

export const shared: SharedWords = {
  code: 'ar',
  ownName: 'العربية',
  direction: 'rtl',
  you: 'أنت',
  someone: 'شخص ما',
  and,
  roles: {
    counselor: 'استشارة ودعم',
    interpreter: 'ترجمة',
    supervisor: 'إشراف',
    administrator: 'إدارة',
    trainee: 'تدريب',
  },
  delivery: {
    sending: 'قيد الإرسال',
    delivered: 'وصلت',
    received: '',
    'not-delivered': 'لم تصل',
  },
  problems: {
    'relay-unreachable': {
      what: 'لا يمكننا الوصول إلى المحادثة الآن.',
      next: 'نواصل المحاولة. يمكنك أيضًا الاتصال بنا هاتفيًا.',
    },
    'wrong-fingerprint': {
      what: 'الجهة التي ردّت ليست الخدمة التي تتبع لها هذه الصفحة.',
      next: 'لم يُرسَل أي شيء. من الأفضل عدم استخدام هذه الصفحة والاتصال هاتفيًا.',
    },
    'unknown-organisation': {
      what: 'خادم المحادثة لا يعرف هذه الخدمة.',
      next: 'لم يُرسَل أي شيء. يمكنك الاتصال هاتفيًا أو المحاولة لاحقًا.',
    },
    'documents-untrusted': {
      what: 'لم نتمكن من التأكد من أن المحادثة تابعة لنا فعلًا.',
      next: 'لم يُرسَل أي شيء. يمكنك الاتصال هاتفيًا أو المحاولة لاحقًا.',
    },
    'shift-expired': {
      what: 'لا يمكننا التأكد من وجود أحد في المناوبة الآن.',
      next: 'لم يُرسَل أي شيء. يمكنك الاتصال هاتفيًا أو المحاولة لاحقًا.',
    },
    'roster-expired': {
      what: 'لم نتمكن من التأكد ممن يحق له الرد الآن.',
      next: 'لم يُرسَل شيء بعد ذلك. يمكنك الاتصال هاتفيًا أو المحاولة لاحقًا.',
    },
    'clock-disagrees': {
      what: 'يبدو أن ساعة هذا الجهاز غير صحيحة.',
      next: 'يمكنك ضبط التاريخ والوقت ثم فتح الصفحة من جديد، أو الاتصال هاتفيًا.',
    },
    'desk-closed': {
      what: 'المحادثة مغلقة الآن.',
      next: 'يمكنك العودة في ساعات العمل، أو الاتصال هاتفيًا.',
    },
    'line-full': {
      what: 'عدد كبير جدًا من الأشخاص ينتظرون الآن.',
      next: 'يمكنك المحاولة بعد بضع دقائق، أو الاتصال هاتفيًا.',
    },
    'slow-down': {
      what: 'كان ذلك كثيرًا في وقت قصير.',
      next: 'لحظة من فضلك. لن يضيع شيء.',
    },
    'unsupported-browser': {
      what: 'هذا المتصفح قديم ولا يستطيع إبقاء المحادثة سرّية.',
      next: 'يمكنك استخدام متصفح أو جهاز آخر، أو الاتصال هاتفيًا.',
    },
    'line-broken': {
      what: 'انقطع الاتصال الخاص.',
      next: 'ننشئ اتصالًا جديدًا. ما لم يصل سيُرسَل مرة أخرى.',
    },
    'encryption-failed': {
      what: 'تعذّر تأمين ما كُتب، لذلك لم يُرسَل.',
      next: 'يمكنك الاتصال هاتفيًا، أو فتح الصفحة من جديد.',
    },
    'taken-over': {
      what: 'فُتحت المحادثة نفسها في مكان آخر.',
      next: 'يُرجى استخدام النافذة الأخرى. لن يُرسَل شيء من هنا.',
    },
  },
  connected: 'متصل',
  connecting: 'جارٍ الاتصال',
  lost: 'لا يوجد اتصال الآن. نواصل المحاولة.',
  keepWriting: 'يمكنك الاستمرار في الكتابة.',
  joined: (name) => `انضمام إلى المحادثة: ${name}`,
  left: (name) => `مغادرة المحادثة: ${name}`,
  gap: 'ضاع شيء في الطريق. يُعاد إنشاء الاتصال الآن.',
  remade: 'أُعيد إنشاء الاتصال. ما لم يصل أُرسِل مرة أخرى.',
  notUnderstood: 'وصل شيء لا تستطيع هذه الصفحة عرضه.',
  chatEnded: 'انتهت المحادثة.',
  passedOn: (name) => `كُتب من ${name}، ونقله المتصفح الآخر`,
  typing: (names) => `تجري الكتابة الآن من ${names}`,
  messages: 'الرسائل',
  newest: 'إلى أحدث رسالة',
  compose: 'رسالتك',
  composeHint: 'مفتاح Enter يبدأ سطرًا جديدًا. للإرسال: الزر، أو Ctrl مع Enter.',
  send: 'إرسال',
  tooLong: (length, most) => `هذه الرسالة طويلة جدًا: ${length} من أصل ${most} حرف.`,
  notSent: 'لم تُرسَل. يُرجى تقصيرها.',
  notTaken: 'تعذّر إرسال هذا الآن. ما زالت كلماتك هنا.',
  days: ['الاثنين', 'الثلاثاء', 'الأربعاء', 'الخميس', 'الجمعة', 'السبت', 'الأحد'],
  everyDay: 'كل يوم',
  dayRange: (first, last) => `من ${first} إلى ${last}`,
  allDay: 'طوال الليل والنهار',
  timeRange: (opens, closes) => `من ${opens} إلى ${closes}`,
  phones: 'عبر الهاتف',
  language: 'اللغة',
};

export const survivor: SurvivorWords = {
  title: 'التحدث معنا',
  exit: 'خروج فوري',
  exitHelp: 'يغلق هذه الصفحة فورًا ويمحوها ويفتح موقعًا مختلفًا.',
  loading: 'لحظة من فضلك. جارٍ الاتصال.',
  openNow: 'مفتوح الآن',
  closedNow: 'مغلق الآن',
  unknownNow: 'ما زلنا نتحقق مما إذا كان هناك من يردّ.',
  hours: 'ساعات العمل',
  hoursIn: (timezone) => `الأوقات حسب توقيت ${timezone}.`,
  whoFor: 'لمن هذه الصفحة',
  whoForText: 'لكل من تعرّض للأذى، أو يشعر بالخوف، أو يقلق على شخص آخر.',
  whoAnswers: 'من يردّ عليك',
  whoAnswersText: (organisation) => `إنسان من ${organisation}. لا يردّ عليك برنامج آلي أبدًا.`,
  kept: 'ما الذي يُحفظ',
  keptText: 'لا يُخزَّن شيء. المحادثة موجودة في هذه النافذة ولدى من يجيبك فقط، وتُمحى هنا عند إغلاقها.',
  good: 'من المفيد معرفته',
  safetyText:
    'إذا كان من الممكن أن يرى أحد هذا الجهاز، فمن الأفضل استخدام جهاز آخر. زر «خروج فوري» يغلق هذه الصفحة في الحال.',
  start: 'البدء',
  closedText: 'يمكنك الكتابة هنا في ساعات العمل. ويمكنك أيضًا الاتصال هاتفيًا.',
  before: 'قبل أن نبدأ',
  beforeText: 'يمكنك ترك كل هذا فارغًا.',
  name: 'بأي اسم نخاطبك؟',
  nameHint: 'أي اسم يناسبك. لا يلزم أن يكون اسمك الحقيقي.',
  tongue: 'ما لغة الكتابة التي تناسبك؟',
  first: 'ما أول شيء من المهم أن نعرفه؟',
  firstHint: 'من الأفضل أن تكون قصيرة: كل من في الفريق الموجود الآن يستطيع قراءة هذه الرسالة الأولى.',
  firstTooLong: 'هذا أطول قليلًا من اللازم. يُرجى تقصيره. يمكنك قول المزيد عندما يكون معك أحد.',
  knock: 'طلب التحدث',
  back: 'رجوع',
  waiting: 'يُرجى الانتظار هنا',
  place: (ahead) =>
    ahead === 0
      ? 'دورك هو التالي.'
      : `${counted(ahead, {
          one: 'شخص واحد',
          two: 'شخصان',
          few: 'أشخاص',
          many: 'شخصًا',
          other: 'شخص',
        })} قبلك في الانتظار.`,
  nobodyServing: 'لا يوجد أحد متفرغ للرد في هذه اللحظة. مكانك محفوظ.',
  waitingText: 'ستُظهر هذه الصفحة متى يكون معك أحد. ليس عليك فعل أي شيء.',
  withdraw: 'إيقاف الانتظار',
  talking: (names) => `المحادثة الآن مع ${names}`,
  talkingAlone: 'لا يوجد أحد آخر هنا الآن',
  whoReads: (names) => `لا يستطيع قراءة هذا إلا أنت و${names}.`,
  nobodyReads: 'لا يستطيع قراءة هذا أحد غيرك.',
  verifiedBy: (organisation) => `تم التحقق من الهوية من قِبل ${organisation}`,
  speaks: (languages) => `اللغات: ${languages}`,
  fingerprint: 'رقم للمقارنة',
  fingerprintText: 'لست بحاجة إلى هذا الرقم. هو لمن يريد التحقق بنفسه.',
  askJoin: (asker, colleague, role) =>
    `سؤال من ${asker}: هل يمكن انضمام ${colleague} (${role}) إلى هذه المحادثة؟`,
  askHandOver: (asker, colleague, role) =>
    `سؤال من ${asker}: هل يمكن أن تنتقل هذه المحادثة إلى ${colleague} (${role})؟`,
  askText: 'القرار لك. لا يستطيع أحد القراءة إلا بموافقتك.',
  yesEarlier: 'نعم، مع السماح بقراءة ما كُتب من قبل',
  yesFromNow: 'نعم، ولكن من الآن فقط',
  no: 'لا',
  end: 'إنهاء المحادثة',
  endQuestion: 'إنهاء المحادثة؟',
  endText: 'سيُمحى كل ما في هذه النافذة. لن يستطيع أحد فتح هذه المحادثة مرة أخرى.',
  endConfirm: 'إنهاء ومحو',
  endCancel: 'متابعة الحديث',
  ended: 'انتهت المحادثة',
  endedBecause: {
    finished: 'أنهى الطرف الآخر المحادثة.',
    left: 'غادر الطرف الآخر.',
    broken: 'انقطع الاتصال الخاص ولم يكن ممكنًا إنشاؤه من جديد.',
    closed: 'أغلقت الخدمة المحادثة.',
    revoked: 'لم يعد يحق لمن تحدّث معك الرد هنا، لذلك انتهت هذه المحادثة. يمكنك طلب شخص آخر أو الاتصال هاتفيًا.',
  },
  endedText: 'ما زال بإمكانك القراءة. يُمحى كل شيء بعد خمس دقائق، أو عند إغلاق هذه الصفحة.',
  another: 'طلب شخص آخر',
  erase: 'المحو الآن',
  erased: 'تم محو كل شيء',
  erasedText: 'انتهت المحادثة ولم يبقَ منها شيء في هذه النافذة.',
  again: 'العودة إلى البداية',
  refused: 'لا يمكن فتح المحادثة',
  refusedText: 'لم يُرسَل أي شيء آخر من هذه الصفحة.',
};
