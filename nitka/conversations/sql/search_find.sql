-- Loaded first: who is no superuser may set the threshold of an extension only once its library is there.
select similarity('', '');
-- Policies keep operators that are not leakproof from indexes, so these run as the owner and read the workspace from
-- the setting themselves. They answer with ids: what a member may see of them is decided by the caller.

-- What each asked word stands for in this workspace's words: itself, words that begin or contain it, likely spellings,
-- the other keyboard layout. A word's n is in how many messages it is (with the other forms of its stem, but for numbers
-- and beginnings); one row per word, kind and spelling. Two letters are wrong only where no word has one wrong: to look
-- for those, words are read by the thousand. A workspace that has most of all messages is not asked of the trigrams, which
-- would meet all its words with a few.
create or replace function nitka_search_words(asked text[], others text[], typing boolean)
returns table (place int, kind text, word text, stem text, n bigint)
language plpgsql stable security definer
set search_path = public, pg_temp set pg_trgm.similarity_threshold = 0.3 set plan_cache_mode = force_custom_plan as $$
declare
    ws uuid := nullif(current_setting('nitka.workspace', true), '')::uuid;
    messages bigint := coalesce((select v.n from conversations_word v where v.workspace_id = ws and v.word = ''), 0);
    most_of_all boolean := messages * 2 > (select c.reltuples from pg_class c where c.oid = 'conversations_search'::regclass);
    one text; root text; other text; times bigint; parts int;
begin
    return query select 0, 'all', '', '', messages where messages > 0;
    for place in 1 .. coalesce(array_length(asked, 1), 0) loop
        one := asked[place];
        root := nitka_search_stem(one);
        if root = '' then
            return query select place, 'stop', one, root, 0::bigint;
            continue;
        end if;
        times := (select coalesce(sum(v.n), 0) from conversations_word v where v.workspace_id = ws and v.stem = root);
        return query select place, 'exact', one, root, times;
        if one ~ '^[0-9]' then
            if length(one) >= 3 then
                return query select place, 'part', v.word::text, v.stem::text, v.n::bigint from conversations_word v
                    where (most_of_all or v.workspace_id = ws) and v.workspace_id is not distinct from ws
                      and v.word like '%' || one || '%' and v.word <> one and v.word !~ '[^0-9]'
                    order by v.last_at desc limit 200;
            end if;
            continue;
        end if;
        if typing and place = array_length(asked, 1) and length(one) >= 2 then
            return query select place, 'begin', min(v.word)::text, v.stem::text, sum(v.n)::bigint from conversations_word v
                where v.workspace_id = ws and v.word like one || '%' and v.stem <> root and v.stem <> ''
                group by v.stem order by 5 desc limit 30;
        end if;
        if times < 20 and length(one) >= 4 then
            parts := cardinality(show_trgm(one));
            for wrong in 1 .. case when length(one) < 6 then 1 else 2 end loop
                -- So much two words share at the least that differ in one letter: in three of their trigrams.
                perform set_config('pg_trgm.similarity_threshold',
                    (case when wrong = 1 then greatest(0.1, (parts - 3.0) / (parts + 3) - 0.001) else 0.3 end)::text, true);
                return query select place, 'typo', likely.word, likely.stem,
                        (select sum(o.n)::bigint from conversations_word o where o.workspace_id = ws and o.stem = likely.stem)
                    from (
                        select v.word::text, v.stem::text from conversations_word v
                        where (most_of_all or v.workspace_id = ws) and v.workspace_id is not distinct from ws and v.word % one and v.stem <> root and v.stem <> ''
                          and v.n >= greatest(1, times * 10) and v.word !~ '[0-9]'
                          and levenshtein_less_equal(v.word, one, wrong) <= wrong
                        order by v.n desc limit 3
                    ) likely;
                exit when found;
            end loop;
        end if;
        other := others[place];
        if times = 0 and other is not null then
            return query select place, 'layout', other, nitka_search_stem(other), sum(v.n)::bigint from conversations_word v
                where v.workspace_id = ws and nitka_search_stem(other) <> ''
                  and (v.stem = nitka_search_stem(other) or typing and length(other) > 3 and v.word like other || '%')
                having sum(v.n) > 0;
        end if;
    end loop;
end
$$;
revoke all on function nitka_search_words(text[], text[], boolean) from public;
grant execute on function nitka_search_words(text[], text[], boolean) to nitka_app, nitka_worker;

-- In each of some conversations: how many messages match, and the latest of them (or those that match best).
create or replace function nitka_search_in(query tsquery, conversations uuid[], since timestamptz, at_most timestamptz, per int, best boolean)
returns table (conversation_id uuid, id uuid, at timestamptz, total bigint, rank real)
language sql stable security definer set search_path = public, pg_temp as $$
    select c.id, s.id, s.at, s.total, s.rank
    from unnest(conversations) c (id) cross join lateral (
        select m.id, m.at, count(*) over () as total, case when best then ts_rank_cd(m.words, query) else 0 end as rank from conversations_search m
        where m.workspace_id = nullif(current_setting('nitka.workspace', true), '')::uuid and m.conversation_id = c.id
          and m.words @@ query and m.at >= since and m.at <= at_most
        order by rank desc, m.at desc, m.id desc limit per
    ) s
$$;
revoke all on function nitka_search_in(tsquery, uuid[], timestamptz, timestamptz, int, boolean) from public;
grant execute on function nitka_search_in(tsquery, uuid[], timestamptz, timestamptz, int, boolean) to nitka_app, nitka_worker;
