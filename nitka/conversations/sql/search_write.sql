-- A subject without its chain of Re:.
create or replace function nitka_search_subject(subject text) returns text
language sql immutable parallel safe as $$
    select regexp_replace(lower(subject), '^\s*((re|fwd?|aw|отв|ha|на)\s*:\s*)+', '')
$$;

-- The words of some messages; those of a subject once, not with each Re:. Whether it was said before is looked for in the
-- last fifty messages: a thread of ten thousand letters would be read anew with each.
create or replace function nitka_search_write(messages uuid[]) returns void
language sql volatile security definer set search_path = public, pg_temp as $$
    with spoken as materialized (
        select m.workspace_id, m.id, m.conversation_id, m.at, m.direction, m.channel_id, m.identity_id, m.author_id, f.names,
               case when r.again then '' else nitka_search_plain(coalesce(m.subject, '')) end as head, nitka_search_plain(coalesce(m.text, '')) as body,
               nitka_search_plain(coalesce(f.names, '')) as files,
               nitka_search_numbers(case when r.again then '' else coalesce(m.subject, '') end || ' ' || coalesce(m.text, '')) as numbers
        from accounts_workspace w
        join conversations_message m on m.workspace_id = w.id and m.id = any(messages)
        cross join lateral (
            select m.subject is not null and exists (
                select from (
                    select p.subject from conversations_message p where p.workspace_id = m.workspace_id
                    and p.conversation_id = m.conversation_id and p.position < m.position
                    order by p.position desc limit 50
                ) p where nitka_search_subject(p.subject) = nitka_search_subject(m.subject)) as again
        ) r
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
