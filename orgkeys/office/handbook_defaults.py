"""The handbook that a new organisation starts from: English and Arabic, to be read and changed.

It names no service and no phone number, since a number that nobody checked is worse than none. What
it says about duties to report is a place to be filled: the law differs from place to place.
"""

from __future__ import annotations

from typing import Final

from orgkeys.office.handbook_defaults_ar import ARABIC
from orgkeys.office.handbook_defaults_en import ENGLISH

_HEAD: Final = """\
# What you tell your staff: ready-made texts, cards for a crisis, checklists, services to refer to,
# and what is counted. Change it, then run:
#
#     noview-org handbook set handbook.toml
#     noview-org shift new
#     noview-org publish wss://your.relay
#
# It is signed by you and sealed to your staff: whoever runs the relay cannot read it.

# Switches of the console. What stands here is what it does without them; minutes unless said.
[settings]
# talk-minutes = "50"        # how long a talk is meant to be; a soft clock shows it
# remind-after = "10"        # silence, until a reminder is offered
# close-after = "0"          # silence, until the console closes a talk by itself; "0" is never
# answer-within = "3"        # until an unanswered message or knock raises the alarm
# finish-before = "15"       # before the end of a shift, no new talks
# pause-after-hard = "15"    # the pause that is offered after a hard talk
# emoji = "0"                # "1": a few to choose from; what people send is shown anyway
# most-talks = "4"           # talks at once for one person
# most-hours = "8"           # hours on duty, until the console warns
# specialty-question = "question-1"  # the question of the notice whose answer names a specialty

# Services to refer to, as many as you like. A confidential place has no address here, and nothing
# of it can be put into a message: staff are told to ask a supervisor.
#
# [[services]]
# name = "The name"
# kind = "law"
# region = "North"
# languages = ["en", "ar"]
# hours = "Monday to Friday, 9 to 17"
# phone = "0800 000 000"
# address = "1 Street, Town"
# trust = "Why you trust them, and who checked it when."
# note = "For the team only."
#
# [[services]]
# name = "The name"
# confidential = true

# Who of you knows more about something, and when. Without hours: whenever they are on duty.
#
# [[specialties]]
# key = "law"
# label.en = "Law"
#
# [[people]]
# alias = "Noor"
# specialties = ["law"]
# hours.monday = ["09:00-12:00"]

# What is counted when a talk has ended, and after an incident: choices only, never words about a
# person. Count only what you will use. Regions are yours to add:
#
# [[tally]]
# key = "region"
# where = "end"
# label.en = "Region"
# [[tally.choices]]
# key = "north"
# label.en = "North"

[[tally]]
key = "need"
where = "end"
label.en = "What it was about"
label.ar = "موضوع المحادثة"

[[tally.choices]]
key = "safety"
label.en = "Safety"
label.ar = "السلامة"

[[tally.choices]]
key = "home"
label.en = "A place to stay"
label.ar = "مكان للإقامة"

[[tally.choices]]
key = "law"
label.en = "Law"
label.ar = "القانون"

[[tally.choices]]
key = "health"
label.en = "Health"
label.ar = "الصحة"

[[tally.choices]]
key = "talk"
label.en = "Somebody to talk to"
label.ar = "الحديث مع أحد"

[[tally.choices]]
key = "children"
label.en = "Children"
label.ar = "الأطفال"

[[tally.choices]]
key = "money"
label.en = "Money or work"
label.ar = "المال أو العمل"

[[tally.choices]]
key = "other"
label.en = "Something else"
label.ar = "شيء آخر"

[[tally]]
key = "caller"
where = "end"
label.en = "Who wrote"
label.ar = "مَن كتب"

[[tally.choices]]
key = "self"
label.en = "For themselves"
label.ar = "عن نفسه"

[[tally.choices]]
key = "relative"
label.en = "A relative or friend"
label.ar = "قريب أو صديق"

[[tally.choices]]
key = "witness"
label.en = "A witness"
label.ar = "شاهد"

[[tally.choices]]
key = "professional"
label.en = "Because of their work"
label.ar = "بحكم العمل"

[[tally.choices]]
key = "harm"
label.en = "Somebody who hurts others"
label.ar = "شخص يؤذي غيره"

[[tally.choices]]
key = "prank"
label.en = "A prank or abuse"
label.ar = "مزاح أو إساءة"

[[tally]]
key = "referral"
where = "end"
label.en = "Where they were referred"
label.ar = "إلى أين أُحيل"

[[tally.choices]]
key = "none"
label.en = "Nowhere"
label.ar = "لا إحالة"

[[tally.choices]]
key = "inside"
label.en = "Within our organisation"
label.ar = "داخل مؤسستنا"

[[tally.choices]]
key = "service"
label.en = "Another service"
label.ar = "خدمة أخرى"

[[tally.choices]]
key = "emergency"
label.en = "Emergency services"
label.ar = "خدمات الطوارئ"

[[tally.choices]]
key = "authority"
label.en = "An authority"
label.ar = "جهة رسمية"

[[tally]]
key = "incident"
where = "incident"
label.en = "What it was"
label.ar = "ماذا كان"

[[tally.choices]]
key = "suicide"
label.en = "Suicide"
label.ar = "انتحار"

[[tally.choices]]
key = "violence"
label.en = "Violence at that time"
label.ar = "عنف في ذلك الوقت"

[[tally.choices]]
key = "report"
label.en = "Something to be reported"
label.ar = "ما يجب إبلاغه"

[[tally.choices]]
key = "threat"
label.en = "A threat to the team"
label.ar = "تهديد للفريق"

[[tally.choices]]
key = "technical"
label.en = "A fault of the technology"
label.ar = "عطل تقني"

[[tally.choices]]
key = "other"
label.en = "Something else"
label.ar = "شيء آخر"

[[tally]]
key = "incident-done"
where = "incident"
label.en = "What was done"
label.ar = "ماذا جرى"

[[tally.choices]]
key = "supervisor"
label.en = "A supervisor helped"
label.ar = "ساعد المشرف"

[[tally.choices]]
key = "emergency"
label.en = "Emergency services were called"
label.ar = "استُدعيت الطوارئ"

[[tally.choices]]
key = "report"
label.en = "A report was made"
label.ar = "تم الإبلاغ"

[[tally.choices]]
key = "talk"
label.en = "The talk was enough"
label.ar = "كفى الحديث"

[[tally.choices]]
key = "lost"
label.en = "The contact was lost"
label.ar = "انقطع الاتصال"

# Texts to be put into a message, read once more, and sent by a person. Stages: greeting, address,
# safety, rights, limits, closing, idle-remind, idle-close, other. The cards "suicide", "violence",
# "report" and "debrief" have their places on the screen; more may be added.

"""

HANDBOOK_TOML: Final = f"{_HEAD}{ENGLISH}\n{ARABIC}"
