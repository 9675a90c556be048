-- Messages that match, the latest first, after a place in that order. `likely`: about how many there are in all history.
-- Few are all read through the index and sorted. Of many the latest rows are read one by one where that is cheaper than
-- what the index finds in a week; then week by week, until there are enough, or so few in a week that the rest may be
-- read at once. What was found says anew how many are likely: words that are frequent each by itself need not stand
-- together anywhere. A workspace that has most of all rows is not asked of the index, which would go through all of them.
create or replace function nitka_search_hits(query tsquery, likely bigint, since timestamptz, at_most timestamptz, below uuid, wanted int)
returns table (id uuid, conversation_id uuid, at timestamptz)
language plpgsql stable security definer
set search_path = public, pg_temp set enable_seqscan = off set max_parallel_workers_per_gather = 0 set plan_cache_mode = force_custom_plan as $$
declare
    ws uuid := nullif(current_setting('nitka.workspace', true), '')::uuid;
    few int := greatest(800, wanted * 6);
    dearer int := 10;  -- a match out of the index costs as much as so many rows in their order
    messages bigint := coalesce((select v.n from conversations_word v where v.workspace_id = ws and v.word = ''), 0);
    most_of_all boolean := messages * 2 > (select c.reltuples from pg_class c where c.oid = 'conversations_search'::regclass);
    newest int; oldest int; highest int; most bigint;
    found_now int; found bigint := 0; passed bigint := 0; beyond timestamptz; key uuid;
begin
    if likely > few then
        likely := least(likely, messages);
        select s.week into oldest from conversations_search s
        where s.workspace_id = ws and s.at >= since order by s.at, s.id limit 1;
        loop
            select s.week into newest from conversations_search s
            where s.workspace_id = ws and (s.at, s.id) < (at_most, below) order by s.at desc, s.id desc limit 1;
            if newest is null or oldest is null or newest < oldest then
                return;
            end if;
            most := wanted * messages / greatest(likely, 1);
            exit when likely <= few or most > dearer * likely / (newest - oldest + 1);
            most := case when passed = 0 then 1000 else greatest(1000, 2 * most) end;  -- what is likely may be far off
            return query select w.id, w.conversation_id, w.at from (
                select s.id, s.conversation_id, s.at, s.words from conversations_search s
                where s.workspace_id = ws and s.at >= since and (s.at, s.id) < (at_most, below)
                order by s.at desc, s.id desc limit most
            ) w where w.words @@ query limit wanted;
            get diagnostics found_now = row_count;
            wanted := wanted - found_now;
            if wanted <= 0 then
                return;
            end if;
            select s.at, s.id into beyond, key from conversations_search s
            where s.workspace_id = ws and s.at >= since and (s.at, s.id) < (at_most, below)
            order by s.at desc, s.id desc offset most - 1 limit 1;
            if beyond is null then
                return;
            end if;
            at_most := beyond;
            below := key;
            passed := passed + most;
            found := found + found_now;
            likely := messages * (found + 1) / passed;
        end loop;
        found := 0;
        highest := newest;
        while highest >= oldest and likely > few loop
            return query select s.id, s.conversation_id, s.at from conversations_search s
                where (most_of_all or s.workspace_id = ws) and s.workspace_id is not distinct from ws
                and s.week = highest and s.words @@ query and s.at >= since and (s.at, s.id) < (at_most, below)
                order by s.at desc, s.id desc limit wanted;
            get diagnostics found_now = row_count;
            found := found + found_now;
            wanted := wanted - found_now;
            if wanted <= 0 then
                return;
            end if;
            highest := highest - 1;
            likely := found * (newest - oldest + 1) / (newest - highest);
        end loop;
        if highest < oldest then
            return;
        end if;
        if highest < newest then
            at_most := to_timestamp((highest + 1)::bigint * 604800);
            below := '00000000-0000-0000-0000-000000000000';
        end if;
    end if;
    -- Materialized, or the planner takes the latest rows one by one in the hope of a match.
    return query with few as materialized (
            select s.id, s.conversation_id, s.at from conversations_search s
            where (most_of_all or s.workspace_id = ws) and s.workspace_id is not distinct from ws and s.words @@ query
        )
        select s.id, s.conversation_id, s.at from few s where s.at >= since and (s.at, s.id) < (at_most, below)
        order by s.at desc, s.id desc limit wanted;
end
$$;
revoke all on function nitka_search_hits(tsquery, bigint, timestamptz, timestamptz, uuid, int) from public;
grant execute on function nitka_search_hits(tsquery, bigint, timestamptz, timestamptz, uuid, int) to nitka_app, nitka_worker;
