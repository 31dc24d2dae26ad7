"""Schema of the desk's database, step by step. A step that has been released never changes."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from bot.desk.similarity import wording

migrations = Migrations("desk")


@migrations()
def create_question(db: Database) -> None:
    """Questions that wait for a counselor; numbers are never used twice."""
    db.execute(
        """
        create table question (
            number integer primary key autoincrement,
            text text not null,
            kind text not null,
            topics text not null,
            channel text not null,
            session text not null,
            asked_at text not null
        )
        """
    )
    db.execute("create index question_session on question (session)")


@migrations()
def create_cluster(db: Database) -> None:
    """Clusters, the phrasings that belong to them, and the tokens by which phrasings are found."""
    db.executescript(
        """
        create table cluster (
            id integer primary key autoincrement,
            title text not null,
            kind text not null,
            state text not null default 'open'
                check (state in ('open', 'answered', 'ignored', 'merged')),
            answer integer references answer (id),
            entry text,
            reason text,
            merged_into integer references cluster (id),
            created_at text not null,
            questions integer not null default 0,
            askers integer not null default 0,
            waiting integer not null default 0,
            requested integer not null default 0,
            waiting_since text,
            last_asked_at text,
            lock_holder text,
            lock_until text
        );
        create index cluster_state on cluster (state);
        create index cluster_answer on cluster (answer);

        -- One wording, normalised. It stands in one cluster only, so that the same question can't
        -- have two answers. Answers live for confirmed ones.
        create table phrasing (
            id integer primary key autoincrement,
            key text not null unique,
            text text not null,
            concepts text not null,
            kind text not null,
            cluster integer not null references cluster (id),
            founding integer not null default 0,
            confirmed integer not null default 0
        );
        create index phrasing_cluster on phrasing (cluster);

        create table phrasing_token (
            token text not null,
            phrasing integer not null references phrasing (id) on delete cascade,
            primary key (token, phrasing)
        ) without rowid;
        create index phrasing_token_phrasing on phrasing_token (phrasing);

        -- How many phrasings a token finds: the rarest are looked up first.
        create table token_count (
            token text primary key,
            phrasings integer not null
        ) without rowid;
        create trigger phrasing_token_counted after insert on phrasing_token
        begin
            insert into token_count (token, phrasings) values (new.token, 1)
            on conflict (token) do update set phrasings = phrasings + 1;
        end;
        create trigger phrasing_token_uncounted after delete on phrasing_token
        begin
            update token_count set phrasings = phrasings - 1 where token = old.token;
        end;
        """
    )


@migrations()
def attach_question_to_cluster(db: Database) -> None:
    """What a question was like for the bot, where it belongs and whether it has been answered."""
    db.executescript(
        """
        alter table question rename column topics to concepts;
        alter table question add column origin text not null default 'unanswered';
        alter table question add column nearest text not null default '[]';
        alter table question add column turns text not null default '[]';
        alter table question add column phrasing integer references phrasing (id);
        alter table question add column cluster integer references cluster (id);
        alter table question add column answered_at text;
        alter table question add column notice integer references outbox (id);
        create index question_cluster on question (cluster, session);
        create index question_phrasing on question (phrasing);
        create index question_asked_at on question (asked_at);
        create index question_notice on question (notice);
        """
    )


@migrations()
def create_answer(db: Database) -> None:
    """Answers, their revisions and what has been published when. Revisions never change."""
    db.executescript(
        """
        create table answer (
            id integer primary key autoincrement,
            owner text not null,
            valid_until text,
            live_revision integer references answer_revision (id),
            created_at text not null
        );
        create index answer_live on answer (live_revision) where live_revision is not null;

        create table answer_revision (
            id integer primary key autoincrement,
            answer integer not null references answer (id),
            number integer not null,
            text text not null,
            author text not null,
            created_at text not null,
            unique (answer, number)
        );
        create trigger answer_revision_stays before update on answer_revision
        begin select raise(abort, 'a revision never changes'); end;
        create trigger answer_revision_is_kept before delete on answer_revision
        begin select raise(abort, 'a revision is never deleted'); end;
        create trigger answer_revision_is_not_replaced before insert on answer_revision
        when exists (select 1 from answer_revision where id = new.id
            or (answer = new.answer and number = new.number))
        begin select raise(abort, 'a revision is never replaced'); end;

        create table publication (
            id integer primary key autoincrement,
            answer integer references answer (id),
            revision integer references answer_revision (id),
            entry text,
            version integer not null,
            actor text not null,
            published_at text not null
        );
        create index publication_answer on publication (answer);

        create table kb_version (
            id integer primary key check (id = 1),
            version integer not null
        );
        insert into kb_version (id, version) values (1, 1);
        """
    )


@migrations()
def create_outbox(db: Database) -> None:
    """The outbox: what those who asked are to be told."""
    db.executescript(
        """
        create table outbox (
            id integer primary key autoincrement,
            publication integer not null references publication (id),
            corrects integer references outbox (id),
            question integer not null references question (number),
            session text not null,
            channel text not null,
            text text not null,
            state text not null default 'waiting'
                check (state in ('waiting', 'sent', 'given_up', 'cancelled')),
            attempts integer not null default 0,
            due_at text not null,
            created_at text not null,
            settled_at text,
            error text,
            unique (publication, session)
        );
        create index outbox_due on outbox (due_at) where state = 'waiting';
        create index outbox_session on outbox (session);
        create index outbox_question on outbox (question);
        """
    )


@migrations()
def create_audit_log(db: Database) -> None:
    """Who did what. Rows are never changed and never deleted."""
    db.executescript(
        """
        create table audit_log (
            id integer primary key autoincrement,
            at text not null,
            actor text not null,
            act text not null,
            details text not null,
            undoes integer unique references audit_log (id)
        );
        create index audit_log_at on audit_log (at);
        create table audit_subject (
            subject text not null,
            audit integer not null references audit_log (id),
            primary key (subject, audit)
        ) without rowid;
        """
    )
    for table in ("audit_log", "audit_subject"):
        for act in ("update", "delete"):
            db.execute(
                f"create trigger {table}_refuses_{act} before {act} on {table} "
                f"begin select raise(abort, 'the audit log refuses {act}'); end"
            )
    # "insert or replace" deletes without asking the triggers above.
    db.execute(
        "create trigger audit_log_refuses_replace before insert on audit_log "
        "when exists (select 1 from audit_log where id = new.id or undoes = new.undoes) "
        "begin select raise(abort, 'the audit log refuses replace'); end"
    )


@migrations()
def create_exchange(db: Database) -> None:
    """What was asked and what the bot did, masked; and what students thought of it."""
    db.executescript(
        """
        create table exchange (
            id integer primary key autoincrement,
            reply text not null unique,
            at text not null,
            channel text not null,
            session text not null,
            text text not null,
            outcome text not null,
            entries text not null,
            question integer,
            milliseconds integer not null
        );
        create index exchange_at on exchange (at);
        create index exchange_session on exchange (session, id);

        create table feedback (
            id integer primary key autoincrement,
            reply text not null unique,
            verdict text not null check (verdict in ('up', 'down')),
            at text not null,
            channel text not null,
            session text not null,
            handled_at text,
            handled_by text
        );
        create index feedback_at on feedback (at);
        """
    )


@migrations()
def create_particular_confirmation(db: Database) -> None:
    """When a counselor last found a particular of ``kb/college.yml`` to be true."""
    db.executescript(
        """
        create table particular_confirmation (
            id integer primary key autoincrement,
            name text not null,
            value text not null,
            actor text not null,
            confirmed_at text not null
        );
        create index particular_confirmation_name on particular_confirmation (name, id);
        """
    )


@migrations()
def create_training(db: Database) -> None:
    """Jobs that train a new model."""
    db.execute(
        """
        create table training (
            id integer primary key autoincrement,
            state text not null default 'running'
                check (state in ('running', 'done', 'failed', 'rolled_back')),
            step text not null default '',
            percent integer not null default 0,
            message text not null default '',
            actor text not null,
            started_at text not null,
            heard_at text not null
        )
        """
    )


@migrations()
def place_questions_without_cluster(db: Database) -> None:
    """Questions of the first release: each wording founds a cluster."""
    waiting = list(db.query("select * from question where cluster is null order by number"))
    for question in waiting:
        concepts = question["concepts"].split(",") if question["concepts"] else []
        asked = wording(question["text"], concepts, question["kind"])
        known = list(db.query("select id, cluster from phrasing where key = ?", [asked.key]))
        if known:
            phrasing, cluster = known[0]["id"], known[0]["cluster"]
        else:
            cluster = db.execute(
                "insert into cluster (title, kind, created_at) values (?, ?, ?)",
                [question["text"][:100], question["kind"], question["asked_at"]],
            ).lastrowid
            phrasing = db.execute(
                "insert into phrasing (key, text, concepts, kind, cluster, founding) "
                "values (?, ?, ?, ?, ?, 1)",
                [asked.key, question["text"], question["concepts"], question["kind"], cluster],
            ).lastrowid
            for token in asked.tokens():
                db.execute("insert into phrasing_token values (?, ?)", [token, phrasing])
        db.execute(
            "update question set phrasing = ?, cluster = ? where number = ?",
            [phrasing, cluster, question["number"]],
        )
    db.execute(
        """
        update cluster set (questions, askers, waiting, waiting_since, last_asked_at) = (
            select count(*), count(distinct session), count(distinct session), min(asked_at),
                max(asked_at)
            from question where question.cluster = cluster.id and answered_at is null
        ) where questions = 0 and state = 'open'
        """
    )


@migrations()
def know_askers(db: Database) -> None:
    """Who asked is a conversation (32 characters), whatever the number of its sessions."""
    db.executescript(
        """
        alter table question add column asker text generated always as (
            case when substr(session, 33, 1) = '-' then substr(session, 1, 32) else session end
        ) virtual;
        drop index question_session;
        create index question_asker on question (asker);
        drop index question_cluster;
        create index question_cluster on question (cluster, asker);
        update cluster set
            askers = (
                select count(distinct asker) from question where question.cluster = cluster.id
            ),
            waiting = (
                select count(distinct asker) from question where question.cluster = cluster.id
                and answered_at is null and session not like 'past:%'
            );
        """
    )
