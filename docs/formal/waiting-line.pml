/*
 * The waiting line of one desk: knocks, claims, consoles, a relay that restarts.
 *
 * protocol.md 10.1, 10.3 to 10.5, 5.5 and 5.8. docs/formal/README.md says which function of the
 * code each step stands for, what is left out, and what was found. Checked by
 * tests/formal/test_waiting_line.py with spin: every state, for the bounds below.
 *
 * The relay is one state machine: it handles a frame whole, and answers it. So a frame with its
 * answer is one atomic step here, and what takes time lies between steps: a console has decided to
 * claim and the frame is on its way (DECIDED), has the claim and makes the hello (HOLDS), has made
 * it and the frame is on its way (GIVES). A connection can break between any two steps, and the
 * relay learns of it later, also after the same client has connected again.
 *
 * Everything that can go wrong takes one of FAULTS: a page leaves, loses its connection or makes
 * fresh keys; a console loses its connection, dies, lets a claim run out, gives it back, turns the
 * visitor away or gives up too soon; the relay restarts. In every order, at every moment.
 */

#ifndef PAGES
#define PAGES 2
#endif
#ifndef CONSOLES
#define CONSOLES 2
#endif
#ifndef FAULTS
#define FAULTS 2
#endif

#define NOBODY 99
#define AT(c, k) ((c) * PAGES + (k))
#define EACH(n, most) for (n : 0 .. (most) - 1)

/* Planted faults, each of which must be found (README, "Planted faults"):
 * RACE       a claim is looked at in one step and made in another
 * EARLY      the knock is deleted when it is claimed, before it is answered
 * NO_FENCE   `accept` does not look at owner and fence
 * NO_RETURN  the claims of a lost connection do not go back to the line
 * NOT_TOLD   a knock that goes back is not shown again
 * NO_AGAIN   a page that has connected again does not knock again
 */

/* --- the relay (relay/desk.py, line.py, mailbox.py) --- */
bool inline_[PAGES];                  /* the page's knock is in the line */
byte ident[PAGES];                    /* its public number; another for each place and each key */
byte sealed[PAGES];                   /* with which keys it was made */
byte owner[PAGES];                    /* who has claimed it: a console, a stale one, or NOBODY */
byte fence[PAGES];
byte conn[PAGES];                     /* of the knock: */
#define HERE 0
#define STALE 1                       /* broken, and the relay does not know it yet */
#define LOST 2
byte box[PAGES];                      /* the knock's mailbox: */
#define ABSENT 0
#define EMPTY 1
#define ANSWERED 2
byte box_from[PAGES];                 /* whose answer lies in it, */
byte box_key[PAGES];                  /* and to which keys it was made */
bool duty[CONSOLES];
bool stale[CONSOLES];                 /* a broken connection of this console still counts */
byte faults = FAULTS;
bool turned[PAGES];                   /* its address is refused for an hour */
hidden byte i_, j_, new_;             /* used up within one step */
hidden byte used_;

/* --- pages (client_js/src/core/visit_knock.ts) --- */
mtype = { ASKING, TALKING, GONE, TOLD };
mtype page[PAGES] = ASKING;
bool p_up[PAGES], p_open[PAGES];      /* connected; its mailbox is open on this connection */
bool p_knock[PAGES];                  /* it is about to knock */
byte p_key[PAGES] = 1;
bool p_hello[PAGES];                  /* it looks at a hello, */
byte p_from[PAGES], p_made[PAGES];    /* of this console, made to these keys */
byte p_with[PAGES];                   /* whom it talks with */

#ifdef NO_AGAIN
bool met[PAGES];
#endif

/* --- consoles (client_js/src/core/duty_claim.ts, duty_line.ts, duty_talk.ts) --- */
mtype = { IDLE, DECIDED, CHECKED, HOLDS, GIVES };
mtype stage[CONSOLES] = IDLE;
bool c_up[CONSOLES];
byte seen[CONSOLES * PAGES];          /* the number of the knock that it is shown, or 0 */
byte seen_key[CONSOLES * PAGES];
byte c_page[CONSOLES], c_ident[CONSOLES], c_fence[CONSOLES], c_key[CONSOLES];
byte talk[CONSOLES * PAGES];          /* with a page: */
#define NONE 0
#define HELLO 1                       /* a hello was made, and is kept to be given again */
#define OPEN 2                        /* the page's answer has opened */
byte talk_key[CONSOLES * PAGES];

/* --- what the relay does within one step --- */

inline fresh(n, used) {               /* the least number that nobody remembers */
    n = 0;
    do
    :: n++; used_ = false;
       EACH(i_, CONSOLES) { used_ = used_ || (used) };
       if
       :: !used_ -> break
       :: else
       fi
    od
}

inline fresh_key(k) {                 /* new keys of a page */
    fresh(new_, sealed[k] == new_ || p_key[k] == new_ || p_made[k] == new_ ||
        box_key[k] == new_ || seen_key[AT(i_, k)] == new_ || talk_key[AT(i_, k)] == new_ ||
        (c_page[i_] == k && c_key[i_] == new_));
    p_key[k] = new_
}

inline tell_waiting(k) {              /* Desk._show, Desk._give_back: all on duty */
    EACH(i_, CONSOLES) {
        if
        :: duty[i_] -> seen[AT(i_, k)] = ident[k]; seen_key[AT(i_, k)] = sealed[k]
        :: else
        fi
    };
    skip
}

inline tell_gone(k) {                 /* Desk._gone, Desk.claim */
    EACH(i_, CONSOLES) { seen[AT(i_, k)] = 0; seen_key[AT(i_, k)] = 0 };
    skip
}

inline give_back(k) {                 /* Desk._give_back */
    owner[k] = NOBODY; fence[k] = 0;
#ifndef NOT_TOLD
    tell_waiting(k)
#endif
}

inline take_out(k) {                  /* Desk._remove, Line.keep */
    tell_gone(k);
    inline_[k] = false; ident[k] = 0; sealed[k] = 0; owner[k] = NOBODY; fence[k] = 0; conn[k] = HERE
}

inline put_in(k) {                    /* Line.add; Line.rebind with other bytes */
    tell_gone(k);
    fresh(new_, c_page[i_] == k && c_ident[i_] == new_);
    ident[k] = new_; sealed[k] = p_key[k]; owner[k] = NOBODY; fence[k] = 0;
    inline_[k] = true; conn[k] = HERE;
    tell_waiting(k)
}

inline close_box(k) {                 /* mailroom.close_mailbox: destroyed, and its knock with it */
    if
    :: inline_[k] -> take_out(k)
    :: else
    fi;
    box[k] = ABSENT; box_from[k] = 0; box_key[k] = 0
}

inline sound(k) {
    /* One owner, on duty; a knock that was answered is not offered any more. */
    assert(owner[k] == NOBODY || inline_[k]);
    assert(owner[k] == NOBODY || owner[k] >= CONSOLES || duty[owner[k] % CONSOLES]);
    assert(owner[k] == NOBODY || owner[k] < CONSOLES || stale[owner[k] % CONSOLES]);
    assert(!inline_[k] || box[k] != ANSWERED)
}

/* --- what pages and consoles do within one step --- */

inline drop_hello(k) { p_hello[k] = false; p_from[k] = 0; p_made[k] = 0 }

inline offline(k) {                   /* the relay does not know it yet */
    p_up[k] = false; p_open[k] = false; p_knock[k] = false;
    if
    :: inline_[k] && conn[k] == HERE -> conn[k] = STALE
    :: else
    fi
}

inline over(k, how) {                 /* Knocking.stop, with the connection or without */
    if
    :: p_open[k] -> close_box(k)
    :: else
    fi;
    page[k] = how; offline(k); drop_hello(k)
}

inline settle(c) { stage[c] = IDLE; c_page[c] = 0; c_ident[c] = 0; c_fence[c] = 0; c_key[c] = 0 }

inline end_talk(c, k) { talk[AT(c, k)] = NONE; talk_key[AT(c, k)] = 0 }

inline refused(c) {                   /* ClaimOwner.lost: somebody else has it, or they have gone */
    if
    :: talk[AT(c, c_page[c])] == HELLO && talk_key[AT(c, c_page[c])] == c_key[c] ->
        end_talk(c, c_page[c])
    :: else
    fi;
    settle(c)
}

inline make_claim(c) {                /* Desk.claim: nobody else has it at this moment */
    assert(owner[c_page[c]] == NOBODY);
    fresh(new_, c_fence[i_] == new_ || fence[c_page[c]] == new_);
    stage[c] = HOLDS; c_fence[c] = new_;
#ifdef EARLY
    take_out(c_page[c])
#else
    owner[c_page[c]] = c; fence[c_page[c]] = new_;
    tell_gone(c_page[c]); sound(c_page[c])
#endif
}

inline notices(c) {                   /* Desk.lost, Desk.off */
    stale[c] = false;
    EACH(j_, PAGES) {
        if
        :: owner[j_] == c + CONSOLES -> give_back(j_)
        :: else
        fi;
        sound(j_)
    };
    skip
}

inline lose_console(c) {
    c_up[c] = false; duty[c] = false; stale[c] = true; settle(c);
    EACH(j_, PAGES) {
        seen[AT(c, j_)] = 0; seen_key[AT(c, j_)] = 0;
        if
        :: owner[j_] == c -> owner[j_] = c + CONSOLES
        :: else
        fi
    };
    skip
}

#define holds(c) (inline_[c_page[c]] && ident[c_page[c]] == c_ident[c] && duty[c] \
    && owner[c_page[c]] == c && fence[c_page[c]] == c_fence[c])
#ifdef EARLY
#define may_accept(c) true
#else
#ifdef NO_FENCE
#define may_accept(c) (inline_[c_page[c]] && ident[c_page[c]] == c_ident[c])
#else
#define may_accept(c) holds(c)
#endif
#endif

/* --- who takes part --- */

proctype Page(byte k) {
end: do
    :: d_step { !p_up[k] && (page[k] == ASKING || page[k] == TALKING) -> p_up[k] = true }

    /* Wire.reopen, Knocking.open: it knocks where no answer lies there already. */
    :: d_step { page[k] == ASKING && p_up[k] && !p_open[k] ->
            p_open[k] = true;
#ifdef NO_AGAIN
            p_knock[k] = !met[k]; met[k] = true;
#else
            p_knock[k] = box[k] != ANSWERED;
#endif
            if
            :: box[k] == ABSENT -> box[k] = EMPTY
            :: else
            fi
       }
    /* Knocking.knock, Deskroom.knock: refused where an answer lies, which is delivered then. */
    :: d_step { page[k] == ASKING && p_knock[k] && box[k] != ANSWERED ->
            p_knock[k] = false;
            if
            :: turned[k] -> over(k, TOLD)
            :: else ->
                if
                :: inline_[k] && sealed[k] == p_key[k] -> conn[k] = HERE
                :: else -> put_in(k)
                fi
            fi;
            sound(k)
       }
    /* A delivery, and its `ack`. It is looked at in pieces. */
    :: d_step { page[k] == ASKING && p_open[k] && box[k] == ANSWERED && !p_hello[k] ->
            p_hello[k] = true; p_from[k] = box_from[k]; p_made[k] = box_key[k];
            box[k] = EMPTY; box_from[k] = 0; box_key[k] = 0
       }
    /* Knocking.accept: a hello to other keys leaves no trace, and the page knocks again. */
    :: d_step { page[k] == ASKING && p_hello[k] && p_made[k] != p_key[k] ->
            drop_hello(k); p_knock[k] = p_open[k]
       }
    :: d_step { page[k] == ASKING && p_hello[k] && p_made[k] == p_key[k] ->
            page[k] = TALKING; p_with[k] = p_from[k]; drop_hello(k); p_knock[k] = false;
            if
            :: p_open[k] -> close_box(k); p_open[k] = false
            :: else                   /* what the relay still has of it runs out */
            fi
       }
    /* The answer has opened: the line stands, and with nobody else. */
    :: d_step { page[k] == TALKING && p_up[k] && c_up[p_with[k]] &&
                talk[AT(p_with[k], k)] == HELLO && talk_key[AT(p_with[k], k)] == p_key[k] ->
            EACH(i_, CONSOLES) {
                assert(talk[AT(i_, k)] != OPEN || talk_key[AT(i_, k)] != p_key[k])
            };
            talk[AT(p_with[k], k)] = OPEN
       }
    /* Nobody is there any more: it knocks again with fresh keys (5.8). */
    :: d_step { page[k] == TALKING && p_up[k] && talk_key[AT(p_with[k], k)] != p_key[k] ->
            page[k] = ASKING; fresh_key(k); p_with[k] = 0
       }

    /* Leaves, with a word or without; loses its connection; makes fresh keys for another shift. */
    :: d_step { faults && page[k] == ASKING && p_open[k] -> faults--; over(k, GONE) }
    :: d_step { faults && page[k] == ASKING && p_up[k] ->
            faults--; page[k] = GONE; offline(k); drop_hello(k) }
    :: d_step { faults && page[k] == ASKING && p_up[k] -> faults--; offline(k) }
    :: d_step { faults && page[k] == ASKING ->
            faults--; fresh_key(k); drop_hello(k); p_knock[k] = p_open[k] }
    od
}

#define WANTS(k) \
    :: d_step { c_up[c] && stage[c] == IDLE && seen[AT(c, k)] -> \
            stage[c] = DECIDED; c_page[c] = k; \
            c_ident[c] = seen[AT(c, k)]; c_key[c] = seen_key[AT(c, k)] }

/* After 660 seconds a hello that nobody answers is over. */
#define GIVES_UP(k) \
    :: d_step { talk[AT(c, k)] == HELLO && (stage[c] == IDLE || c_page[c] != k) \
                && !(page[k] == ASKING && p_key[k] == talk_key[AT(c, k)]) \
                && !(page[k] == TALKING && p_key[k] == talk_key[AT(c, k)] && p_with[k] == c) -> \
            end_talk(c, k) } \
    :: d_step { faults && talk[AT(c, k)] == HELLO && (stage[c] == IDLE || c_page[c] != k) -> \
            faults--; end_talk(c, k) }

proctype Console(byte c) {
end: do
    :: d_step { !c_up[c] ->           /* Desk.duty */
            c_up[c] = true; duty[c] = true;
            EACH(i_, PAGES) {
                if
                :: inline_[i_] && owner[i_] == NOBODY ->
                    seen[AT(c, i_)] = ident[i_]; seen_key[AT(c, i_)] = sealed[i_]
                :: else
                fi
            };
            skip
       }

    /* Claims.claim, Claims.shown: any that it is shown. */
    WANTS(0)
#if PAGES > 1
    WANTS(1)
#endif
#if PAGES > 2
    WANTS(2)
#endif

    /* Desk.claim */
    :: d_step { stage[c] == DECIDED ->
            if
            :: inline_[c_page[c]] && ident[c_page[c]] == c_ident[c] &&
                    owner[c_page[c]] == NOBODY -> stage[c] = CHECKED
            :: else -> refused(c)
            fi;
#ifndef RACE
            if
            :: stage[c] == CHECKED -> make_claim(c)
            :: else
            fi
#endif
       }
#ifdef RACE
    :: d_step { stage[c] == CHECKED -> make_claim(c) }
#endif

    /* makeHello, or the same bytes once more */
    :: d_step { stage[c] == HOLDS ->
            stage[c] = GIVES;
            if
            :: talk[AT(c, c_page[c])] != NONE && talk_key[AT(c, c_page[c])] == c_key[c]
            :: else -> talk[AT(c, c_page[c])] = HELLO; talk_key[AT(c, c_page[c])] = c_key[c]
            fi
       }
    /* Deskroom.accept */
    :: d_step { stage[c] == GIVES ->
            if
            :: !may_accept(c) -> refused(c)
            :: may_accept(c) && box[c_page[c]] == ABSENT -> take_out(c_page[c]); refused(c)
            :: may_accept(c) && box[c_page[c]] != ABSENT ->
#ifndef EARLY
                assert(holds(c));
                assert(box[c_page[c]] == EMPTY);
#endif
                box[c_page[c]] = ANSWERED; box_from[c_page[c]] = c; box_key[c_page[c]] = c_key[c];
                take_out(c_page[c]);
                sound(c_page[c]);
                settle(c)
            fi
       }

    GIVES_UP(0)
#if PAGES > 1
    GIVES_UP(1)
#endif
#if PAGES > 2
    GIVES_UP(2)
#endif

    /* Desk.release, Deskroom.turn_away */
    :: d_step { faults && stage[c] == HOLDS && holds(c) ->
            faults--; give_back(c_page[c]); sound(c_page[c]); settle(c) }
    :: d_step { faults && stage[c] == HOLDS && holds(c) ->
            faults--; turned[c_page[c]] = true;
            if
            :: conn[c_page[c]] == HERE -> over(c_page[c], TOLD)
            :: else -> take_out(c_page[c])  /* it is told when it knocks again */
            fi;
            sound(c_page[c]); settle(c) }
    /* Loses its connection; dies, and everything that it knew with it. */
    :: d_step { faults && c_up[c] -> faults--; lose_console(c) }
    :: d_step { faults && c_up[c] ->
            faults--; lose_console(c);
            EACH(j_, PAGES) { end_talk(c, j_) };
            skip }
    od
}

#define SEES(k) \
    :: d_step { conn[k] == STALE -> conn[k] = LOST }                   /* Desk.lost */ \
    :: d_step { inline_[k] && conn[k] == LOST && owner[k] == NOBODY -> \
            take_out(k); sound(k) }                                    /* Desk.tick, 60 s */ \
    :: d_step { box[k] != ABSENT && !p_open[k] && !inline_[k] -> close_box(k) } /* 600 s */ \
    :: d_step { faults && owner[k] < CONSOLES -> \
            faults--; give_back(k); sound(k) }                         /* Desk.tick, 30 s */

proctype Relay() {
    byte c;
end: do
    SEES(0)
#if PAGES > 1
    SEES(1)
#endif
#if PAGES > 2
    SEES(2)
#endif
#ifndef NO_RETURN
    :: d_step { stale[0] -> notices(0) }
#if CONSOLES > 1
    :: d_step { stale[1] -> notices(1) }
#endif
#if CONSOLES > 2
    :: d_step { stale[2] -> notices(2) }
#endif
#endif
    :: d_step { faults ->             /* restarts: whatever was in memory is gone */
            faults--;
            EACH(c, PAGES) { close_box(c); offline(c); turned[c] = false };
            EACH(c, CONSOLES) { lose_console(c); stale[c] = false };
            c = 0
       }
    od
}

/* When nothing can happen any more: nobody was lost, and nobody waits for somebody who has left. */
proctype Watch() {
    byte k, c;
    timeout -> d_step {
        EACH(k, PAGES) {
            assert(page[k] == TALKING || page[k] == GONE || page[k] == TOLD);
            assert(page[k] != TALKING || (talk[AT(p_with[k], k)] == OPEN &&
                talk_key[AT(p_with[k], k)] == p_key[k]));
            assert(!inline_[k] && box[k] == ABSENT);
            EACH(c, CONSOLES) { assert(talk[AT(c, k)] != HELLO) }
        };
        EACH(c, CONSOLES) { assert(c_up[c] && stage[c] == IDLE) };
        skip
    }
}

init {
    byte i;
    atomic {
        EACH(i, PAGES) { owner[i] = NOBODY; run Page(i) };
        EACH(i, CONSOLES) { run Console(i) };
        run Relay(); run Watch()
    }
}
