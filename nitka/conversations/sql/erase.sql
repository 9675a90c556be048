-- The cards of facts that went along when conversations changed hands quote the customer; the journal they lie in is append-only.
create or replace function nitka_erase_cards(conversations uuid[]) returns int
language sql volatile security definer set search_path = public, pg_temp as $$
    with bare as (
        update conversations_assignment set detail = detail - 'card'
        where workspace_id = nullif(current_setting('nitka.workspace', true), '')::uuid
        and conversation_id = any(conversations) and detail ? 'card'
        returning 1
    )
    select count(*)::int from bare
$$;
revoke all on function nitka_erase_cards(uuid[]) from public;
grant execute on function nitka_erase_cards(uuid[]) to nitka_app, nitka_worker;

-- Messages out of the index, before their texts go: a word that nobody else wrote goes from the vocabulary too.
create or replace function nitka_search_forget(messages uuid[]) returns int
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    workspace uuid := nullif(current_setting('nitka.workspace', true), '')::uuid;
    gone int;
begin
    delete from conversations_search_todo where workspace_id = workspace and message_id = any(messages);
    create temporary table if not exists nitka_forgotten (word text, n int) on commit drop;
    truncate nitka_forgotten;
    insert into nitka_forgotten
        select t.word, count(*) filter (where t.counted) from (
            select m.id, s.id is not null as counted, w.word
            from conversations_message m
            left join conversations_search s on s.workspace_id = m.workspace_id and s.id = m.id
            left join lateral (
                select string_agg(left(a.name, 200), ' ') as names from conversations_attachment a
                where a.workspace_id = m.workspace_id and a.message_id = m.id and not a.inline
            ) f on true
            left join lateral (
                select string_agg(r.text, ' ') as texts from conversations_revision r
                where r.workspace_id = m.workspace_id and r.message_id = m.id
            ) r on true
            cross join lateral (
                select distinct word from unnest(string_to_array(
                    nitka_search_plain(coalesce(m.subject, '')) || ' ' || nitka_search_plain(coalesce(m.text, '')) || ' '
                    || nitka_search_plain(coalesce(f.names, '')) || ' ' || nitka_search_plain(coalesce(r.texts, '')), ' ')
                    || nitka_search_numbers(coalesce(m.subject, '') || ' ' || coalesce(m.text, ''))) word
                where word <> '' and length(word) <= 32
            ) w
            where m.workspace_id = workspace and m.id = any(messages)
        ) t group by t.word;
    delete from conversations_search where workspace_id = workspace and id = any(messages);
    get diagnostics gone = row_count;
    update conversations_word set n = greatest(n - gone, 0) where workspace_id = workspace and word = '' and gone > 0;
    update conversations_word k set n = greatest(k.n - g.n, 0) from nitka_forgotten g
        where k.workspace_id = workspace and k.word = g.word and g.n > 0;
    -- Where texts were changed since they were counted, a number is no proof: whether others wrote a rare one is looked up.
    delete from conversations_word k using nitka_forgotten g
        where k.workspace_id = workspace and k.word = g.word and (k.n = 0 or (k.n <= 5 and k.stem <> '' and not exists (
            select from conversations_search s where s.workspace_id = workspace
            and s.words @@ (quote_literal(k.stem))::tsquery)));
    return gone;
end
$$;
revoke all on function nitka_search_forget(uuid[]) from public;
grant execute on function nitka_search_forget(uuid[]) to nitka_app, nitka_worker;
