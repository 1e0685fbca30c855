"""The notice that a new organisation starts from: English and Arabic, to be read and changed.

It names no phone number, since a number that nobody checked is worse than none; `init` and
`page` say so until there is one. The texts promise only what this software does by itself.
"""

from __future__ import annotations

from typing import Final

NOTICE_TOML: Final = """\
# What people see before they write to you. Change it, then run:
#
#     noview-org notice set notice.toml
#     noview-org publish wss://your.relay
#     noview-org page --relay wss://your.relay --out pages
#
# It is signed, so whoever runs the relay cannot change a word or a phone number.

# The clock by which the hours below are meant.
timezone = "UTC"

# Where "leave this page" goes: an everyday site that says nothing about the person.
exit_address = "https://www.wikipedia.org/"

# When somebody answers. A span may cross midnight; a day without spans is closed.
[hours]
monday = ["09:00-17:00"]
tuesday = ["09:00-17:00"]
wednesday = ["09:00-17:00"]
thursday = ["09:00-17:00"]
friday = ["09:00-17:00"]
saturday = []
sunday = []

# Other ways to get help now. They also show when the relay is down and without JavaScript.
# [[phones]]
# number = "0800 000 000"
# label.en = "Our phone, free of charge"
# label.ar = "هاتفنا، مجانًا"

# The first language is the one that is used where a language has no text.
[texts.en]
welcome = "You can write to us here. You do not have to say who you are."
before = '''
We listen and help you think about what you want to do next. The chat is not stored: when you \
close this page, nothing of it stays on this device.
There are limits. If somebody is in danger, we may have to tell the authorities; we tell you \
first if we can.'''
first = "You can leave the first message empty and begin when somebody is here."
closed = "Nobody is here to answer now. You can call, or come back during our hours."
surge = "Many people are writing at the moment, so you may wait longer than usual."
partner = "A partner service is answering for us at the moment."
outage = "The chat does not work at the moment. Please call, or try again later."
ended = "The conversation has ended and nothing of it is left on this page. You can come back."

[texts.ar]
welcome = "يمكنك أن تكتب إلينا هنا. لست مضطرًا إلى ذكر من أنت."
before = '''
نستمع إليك ونساعدك على التفكير في خطوتك التالية. لا تُخزَّن المحادثة: عندما تُغلق هذه الصفحة \
لا يبقى منها شيء على هذا الجهاز.
هناك حدود. إذا كان أحدٌ في خطر فقد نضطر إلى إبلاغ السلطات، وسنخبرك أولًا إن استطعنا.'''
first = "يمكنك أن تترك الرسالة الأولى فارغة وتبدأ عندما يكون أحدنا هنا."
closed = "لا يوجد أحد للرد الآن. يمكنك الاتصال أو العودة في أوقات عملنا."
surge = "يكتب إلينا كثيرون في هذه اللحظة، فقد تنتظر أطول من المعتاد."
partner = "تجيب عنا خدمة شريكة في الوقت الحالي."
outage = "المحادثة لا تعمل الآن. يُرجى الاتصال أو المحاولة لاحقًا."
ended = "انتهت المحادثة ولم يبق منها شيء في هذه الصفحة. يمكنك العودة متى شئت."

# Switches that the page and the console read, as text.
[policy]
"""
