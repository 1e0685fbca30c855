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

# What the page says. Where a text is missing it has words of its own, in its own languages;
# docs/organisation.md lists every text and where it stands. Write short sentences.
# What you must report, and what stays with you, differs from place to place: write "rights" anew.
# The first language is the one that is used where a language has no text.
[texts.en]
welcome = "You can write to us here. You do not have to say who you are."
before = "We listen and help you think about what you want to do next. You decide."
rights = '''
You decide what you tell us, and you can stop at any time. This program does not save the chat.
There are limits. If somebody is in danger, we may have to tell the authorities. You can ask us \
about this first.'''
first = "You can leave the first message empty and begin when somebody is here."
closed = "Nobody is here to answer now. You can call, or come back during our hours."
surge = "Many people are writing at the moment, so you may wait longer than usual."
partner = "A partner service is answering for us at the moment."
outage = "The chat does not work at the moment. Please call, or try again later."
ended = "The conversation has ended and nothing of it is left on this page. You can come back."

[texts.ar]
welcome = "يمكنك أن تكتب إلينا هنا. لست مضطرًا إلى ذكر من أنت."
before = "نستمع إليك ونساعدك على التفكير في خطوتك التالية. القرار لك."
rights = '''
أنت من يقرر ما تخبرنا به، ويمكنك التوقف في أي وقت. لا يحفظ هذا البرنامج المحادثة.
هناك حدود. إذا كان أحدٌ في خطر فقد نضطر إلى إبلاغ السلطات. يمكنك سؤالنا عن ذلك أولًا.'''
first = "يمكنك أن تترك الرسالة الأولى فارغة وتبدأ عندما يكون أحدنا هنا."
closed = "لا يوجد أحد للرد الآن. يمكنك الاتصال أو العودة في أوقات عملنا."
surge = "يكتب إلينا كثيرون في هذه اللحظة، فقد تنتظر أطول من المعتاد."
partner = "تجيب عنا خدمة شريكة في الوقت الحالي."
outage = "المحادثة لا تعمل الآن. يُرجى الاتصال أو المحاولة لاحقًا."
ended = "انتهت المحادثة ولم يبق منها شيء في هذه الصفحة. يمكنك العودة متى شئت."

# Questions are optional, for you and for those who are asked. Ask only what you need at the very
# beginning. Each in every language, and each with its reason:
#
#   question-1 = "How old are you?"
#   question-1-why = "Some help is only for people under 18."
#   question-1-choices = '''
#   Under 18
#   18 or older'''
#
# After the chat you may ask survey-1 to survey-4, in the same way and without a reason.

# Switches that the page and the console read. What stands here is what they do without it.
[policy]
# callers = "relative witness professional harm"  # who else has a way of their own; or "none"
# idle-warn = "10"         # minutes without a key or a tap, until the page asks; "0" is never
# idle-close = "20"        # minutes until it closes the chat; "0" is never
# idle-end = "message"     # or "silence": nothing on the screen tells of a chat
# quiet = "off"            # or "on": talking and silence look the same from outside; costs data
"""
