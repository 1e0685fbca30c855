-- Everything a relay keeps. No column holds a network address or anything of a conversation.

CREATE TABLE IF NOT EXISTS document (
    organisation BLOB    NOT NULL,
    kind         INTEGER NOT NULL,
    desk         BLOB    NOT NULL,  -- empty where the kind has none
    slot         INTEGER NOT NULL,  -- the version of a charter; 0 for the others: the newest stays
    version      INTEGER NOT NULL,
    expires      INTEGER NOT NULL,  -- seconds since 1970: kept until then
    envelope     BLOB    NOT NULL,  -- signed by the organisation, public
    packet       BLOB    NOT NULL,  -- with a shift: keys, sealed to staff devices
    PRIMARY KEY (organisation, kind, desk, slot)
) STRICT;

CREATE TABLE IF NOT EXISTS lease (
    name  TEXT    PRIMARY KEY,
    owner TEXT    NOT NULL,
    until REAL    NOT NULL,
    term  INTEGER NOT NULL          -- only goes up; rows are never deleted
) STRICT;

CREATE TABLE IF NOT EXISTS secret (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS counted (
    organisation BLOB    NOT NULL,
    day          INTEGER NOT NULL,  -- since 1970, UTC
    what         TEXT    NOT NULL,
    number       INTEGER NOT NULL,
    PRIMARY KEY (organisation, day, what)
) STRICT;

CREATE TABLE IF NOT EXISTS dropped (
    organisation BLOB    NOT NULL,
    name         BLOB    NOT NULL,  -- a hash of what is sealed: no order in which they came
    desk         BLOB    NOT NULL,
    day          INTEGER NOT NULL,  -- since 1970, UTC: all that is known of when
    sealed       BLOB    NOT NULL,  -- answers, sealed to the organisation's statistics key
    PRIMARY KEY (organisation, name)
) STRICT, WITHOUT ROWID;            -- nor does the file, once a purge wrote it anew
