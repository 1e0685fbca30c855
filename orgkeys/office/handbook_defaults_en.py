"""The English part of the handbook that a new organisation starts from (handbook_defaults.py)."""

from __future__ import annotations

from typing import Final

ENGLISH: Final = """\
[[texts]]
key = "hello"
stage = "greeting"
language = "en"
title = "Hello"
text = "Hello. I am here to listen, and to think with you about what could come next. You decide \
what you tell me."

[[texts]]
key = "waited"
stage = "greeting"
language = "en"
title = "Thanks for waiting"
text = "Thank you for waiting. I am here now, and I have time for you."

[[texts]]
key = "name"
stage = "address"
language = "en"
title = "What to call you"
text = "How would you like me to call you? It does not have to be your real name."

[[texts]]
key = "safe-now"
stage = "safety"
language = "en"
title = "Safe to write?"
text = "Before we begin: is it safe for you to write right now?"

[[texts]]
key = "watched"
stage = "safety"
language = "en"
title = "Is somebody watching?"
text = "Could somebody see this screen, or look through this phone or computer later? If you are \
not sure, we can think of a safer way: another phone, a call, or a visit to us."

[[texts]]
key = "leave-fast"
stage = "safety"
language = "en"
title = "How to leave fast"
text = "If somebody comes in, press the button that leaves this page, or press Shift three \
times. You can come back later."

[[texts]]
key = "danger-now"
stage = "safety"
language = "en"
title = "Danger right now"
text = "Are you in danger at this moment? If you are, the emergency services can be with you \
fastest. I stay here as long as you need."

[[texts]]
key = "rights"
stage = "rights"
language = "en"
title = "Your rights"
text = "You choose what to share, and you can stop at any time. This program does not save the \
chat. Nobody joins us unless you say yes."

[[texts]]
key = "must-report"
stage = "rights"
language = "en"
title = "What I must pass on"
text = "One thing before you go on: if I learn that somebody is in danger, I may have to tell \
others. You can ask me first what that means, and leave out what you want."

[[texts]]
key = "what-i-can"
stage = "limits"
language = "en"
title = "What I can do"
text = "I can listen, tell you what I know, and look for people who know more. I am not a \
doctor, a lawyer or the police, and I will not decide for you."

[[texts]]
key = "too-much"
stage = "limits"
language = "en"
title = "More than I can do here"
text = "This needs more than I can do well in a chat. There are people who work with exactly \
this. Shall we look for them together?"

[[texts]]
key = "understood"
stage = "other"
language = "en"
title = "Did I understand?"
text = "I want to be sure that I understand. Did you mean this:"

[[texts]]
key = "take-time"
stage = "other"
language = "en"
title = "Take your time"
text = "Take the time you need. I am still here."

[[texts]]
key = "not-your-fault"
stage = "other"
language = "en"
title = "Not your fault"
text = "What was done to you is not your fault. Thank you for telling me."

[[texts]]
key = "colleague"
stage = "other"
language = "en"
title = "A colleague goes on"
text = "My time here ends soon. A colleague could go on with you, if you like. You choose \
whether they see what we wrote."

[[texts]]
key = "not-for-this"
stage = "other"
language = "en"
title = "End with somebody abusive"
text = "This place is for people who need help. I am ending this chat now."

[[texts]]
key = "ten-minutes"
stage = "closing"
language = "en"
title = "Ten minutes left"
text = "We have about ten minutes left. What is most important to you for this time?"

[[texts]]
key = "next-step"
stage = "closing"
language = "en"
title = "The next step"
text = "Before we end: what will you take with you from this talk? What could be your first \
small step?"

[[texts]]
key = "goodbye"
stage = "closing"
language = "en"
title = "Goodbye"
text = "Thank you for your trust. When we end, this window is erased on your side. You can write \
to us again."

[[texts]]
key = "still-there"
stage = "idle-remind"
language = "en"
title = "Still there?"
text = "Are you still there? Take your time. If I hear nothing for some minutes, I will close \
this chat, so that it does not stand open on your screen."

[[texts]]
key = "closing-now"
stage = "idle-close"
language = "en"
title = "Closing after silence"
text = "I am closing this chat now, so that it does not stand open on your screen. You can write \
to us again."

[[cards]]
key = "suicide"
language = "en"
title = "Suicide"
text = '''
1. Take it seriously. Stay in the talk, and call a supervisor now.
2. Ask plainly: do you think of ending your life? Asking does not give anybody the idea.
3. Ask: is there a plan? Something to do it with? A time? Is somebody with you?
4. If it is now: name the emergency number, and ask whether they will call or whether you may.
5. If it is not now: find the next safe hours. Who can be there? What can be put away?
6. Promise no silence. Do not argue, do not blame, do not leave without an agreement.
7. Afterwards: count the incident, take your pause, talk to somebody.'''

[[cards]]
key = "violence"
language = "en"
title = "Violence now"
text = '''
1. Ask: are you in danger now? Is the other person near? Can they see this screen?
2. If it is now: name the emergency number. Ask if a call is safe; a neighbor may be safer.
3. Short sentences, questions for yes or no. Agree on a word that means: stop writing.
4. Do not say: leave now. Leaving can be the most dangerous time, and needs a plan.
5. Weapons, choking, threats to kill: call a supervisor at once.
6. Are children there? Read the card on what must be reported.
7. Speak of a confidential place only after a supervisor said yes.'''

[[cards]]
key = "report"
language = "en"
title = "What must be reported"
text = '''
Your organisation writes here what the law asks for where you work.
1. Say it at the start, and again before somebody tells you more.
2. If you hear something that you must report: stop, say so, and ask how to do it together.
3. Call a supervisor. Nobody decides this alone.
4. Pass on what the law asks for, and nothing else.
5. Tell the person what happens next, and when.'''

[[cards]]
key = "debrief"
language = "en"
title = "After a hard talk"
text = '''
1. Stop for some minutes. Stand up, drink water, look far away.
2. Tell a colleague how you are; not what the person told you.
3. What was hard? What did you do well?
4. If the pictures come back, or sleep does not come, speak with your supervisor today.
5. It is right to take fewer talks for the rest of the shift.'''

[[lists]]
key = "first-steps"
language = "en"
title = "First steps"
items = [
  "Asked if it is safe to write now",
  "Asked how to address them",
  "Said what I must pass on, before they told me more",
  "Said what I can do here and what I cannot",
  "Know what they want from this talk",
]

[[lists]]
key = "understanding"
language = "en"
title = "Understanding"
items = [
  "Asked instead of guessing what a word or a pause means",
  "Said in my own words what I understood",
  "Asked what they have tried, and what has kept them safe",
  "Offered several ways; they choose",
]

[[lists]]
key = "referral"
language = "en"
title = "Before a referral"
items = [
  "They want it, and said so",
  "Asked how it went with other services before",
  "Language, hours and cost fit",
  "Know which papers are needed, and which are missing",
  "It is safe for them to call there, and to keep the number",
  "Nothing is told to the service without their yes",
  "Said what to expect there",
  "A confidential place only through a supervisor",
]

[[lists]]
key = "closing"
language = "en"
title = "Closing"
items = [
  "Said in time that the talk will end",
  "The next step is small, and theirs",
  "A way and a time to come back is known",
  "Said that the window will be erased",
  "Said goodbye",
]
"""
