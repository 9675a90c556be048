-- A message that was written or changed waits here for its words to be indexed; the one cost of search on the way in.
create or replace function nitka_search_wait() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if tg_op = 'INSERT' then
        insert into conversations_search_todo (workspace_id, message_id) select workspace_id, id from fresh;
    else
        insert into conversations_search_todo (workspace_id, message_id) values (new.workspace_id, new.id);
    end if;
    return null;
end
$$;
revoke all on function nitka_search_wait() from public;
create trigger conversations_search_new after insert on conversations_message
    referencing new table as fresh for each statement execute function nitka_search_wait();
create trigger conversations_search_changed after update on conversations_message for each row
    when (old.text is distinct from new.text or old.subject is distinct from new.subject
        or old.conversation_id <> new.conversation_id or old.at <> new.at)
    execute function nitka_search_wait();

-- Indexes up to `most` waiting messages of whatever workspaces; says how many were taken, -1 when somebody else is at it.
create or replace function nitka_search_index(most int) returns int
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    taken uuid[];
begin
    if not pg_try_advisory_xact_lock(hashtext('nitka_search_index')) then
        return -1;
    end if;
    with gone as (
        delete from conversations_search_todo
        where id in (select id from conversations_search_todo order by id limit most)
        returning message_id
    )
    select array_agg(distinct message_id), count(*) into taken, most from gone;
    if most = 0 then
        return 0;
    end if;
    perform nitka_search_write(taken);
    return most;
end
$$;
revoke all on function nitka_search_index(int) from public;
grant execute on function nitka_search_index(int) to nitka_worker;

create or replace function nitka_search_write(messages uuid[]) returns void
language sql volatile security definer set search_path = public, pg_temp as $$
    with spoken as materialized (
        select m.workspace_id, m.id, m.conversation_id, m.at, m.direction, m.channel_id, m.identity_id, m.author_id, f.names,
               nitka_search_plain(coalesce(m.subject, '')) as head, nitka_search_plain(coalesce(m.text, '')) as body,
               nitka_search_plain(coalesce(f.names, '')) as files,
               nitka_search_numbers(coalesce(m.subject, '') || ' ' || coalesce(m.text, '')) as numbers
        from accounts_workspace w
        join conversations_message m on m.workspace_id = w.id and m.id = any(messages)
        left join lateral (
            select string_agg(left(a.name, 200), ' ') as names from conversations_attachment a
            where a.workspace_id = m.workspace_id and a.message_id = m.id and not a.inline
        ) f on true
    ), written as (
        insert into conversations_search (workspace_id, id, conversation_id, at, week, words)
        select s.workspace_id, s.id, s.conversation_id, s.at, floor(extract(epoch from s.at) / 604800),
               setweight(to_tsvector('russian', s.head), 'A') || to_tsvector('russian', s.body)
               || setweight(to_tsvector('russian', s.files), 'C')
               || array_to_tsvector(s.numbers || array(
                    select '/' || t.lexeme from unnest(to_tsvector('russian', s.files)) t
                    union all values (nitka_search_tag('c', s.channel_id)), ('=d' || s.direction),
                        (case when s.direction = 'in' then nitka_search_tag('i', s.identity_id)
                              else coalesce(nitka_search_tag('m', s.author_id), '=m') end),
                        (case when s.names is null then '=d' || s.direction else '=f' end)))
        from spoken s
        on conflict (workspace_id, id) do update
            set conversation_id = excluded.conversation_id, at = excluded.at, week = excluded.week, words = excluded.words
        returning workspace_id, id, xmax::text = '0' as fresh
    ), counted as (
        select s.workspace_id, t.word, count(*) as n, max(s.at) as last_at
        from spoken s join written w using (workspace_id, id) cross join lateral (
            select distinct word from unnest(string_to_array(s.head || ' ' || s.body || ' ' || s.files, ' ') || s.numbers || ''::text) word
            where length(word) <= 32
        ) t
        where w.fresh
        group by s.workspace_id, t.word
    )
    insert into conversations_word as kept (workspace_id, word, stem, n, last_at)
    select workspace_id, word, case when word = '' then '' else nitka_search_stem(word) end, n, last_at
    from counted order by workspace_id, word
    on conflict (workspace_id, word) do update
        set n = kept.n + excluded.n, last_at = greatest(kept.last_at, excluded.last_at)
$$;
revoke all on function nitka_search_write(uuid[]) from public;

-- The workspace's words are forgotten and all its messages wait anew, the latest first; how many.
create or replace function nitka_search_again() returns bigint
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    ws uuid := nullif(current_setting('nitka.workspace', true), '')::uuid;
    waiting bigint;
begin
    delete from conversations_search where workspace_id = ws;
    delete from conversations_word where workspace_id = ws;
    insert into conversations_search_todo (workspace_id, message_id)
        select m.workspace_id, m.id from conversations_message m where m.workspace_id = ws order by m.id desc;
    get diagnostics waiting = row_count;
    return waiting;
end
$$;
revoke all on function nitka_search_again() from public;
grant execute on function nitka_search_again() to nitka_app, nitka_worker;
