-- Messages that match, the latest first, after a place in that order. `likely`: about how many there are in all history.
-- Few: all of them through the index. Many: the latest rows one by one, then week by week, then whatever is older.
create or replace function nitka_search_hits(query tsquery, likely bigint, since timestamptz, at_most timestamptz, below uuid, wanted int)
returns table (id uuid, conversation_id uuid, at timestamptz)
language plpgsql stable security definer
set search_path = public, pg_temp set enable_seqscan = off as $$
declare
    ws uuid := nullif(current_setting('nitka.workspace', true), '')::uuid;
    found_now int; slice int; last_slice int;
begin
    if likely > 5000 then
        return query select w.id, w.conversation_id, w.at from (
            select s.id, s.conversation_id, s.at, s.words from conversations_search s
            where s.workspace_id = ws and s.at >= since and (s.at, s.id) < (at_most, below)
            order by s.at desc, s.id desc limit 3000
        ) w where w.words @@ query limit wanted;
        get diagnostics found_now = row_count;
        wanted := wanted - found_now;
        if wanted <= 0 then
            return;
        end if;
        select w.at, w.id into at_most, below from (
            select s.at, s.id from conversations_search s
            where s.workspace_id = ws and s.at >= since and (s.at, s.id) < (at_most, below)
            order by s.at desc, s.id desc limit 3000
        ) w order by w.at, w.id limit 1;
        if at_most is null then
            return;
        end if;
        slice := floor(extract(epoch from at_most) / 604800);
        last_slice := slice - 7;
        while slice >= last_slice loop
            return query with few as materialized (
                    select s.id, s.conversation_id, s.at from conversations_search s
                    where s.workspace_id = ws and s.week = slice and s.words @@ query
                )
                select s.id, s.conversation_id, s.at from few s where s.at >= since and (s.at, s.id) < (at_most, below)
                order by s.at desc, s.id desc limit wanted;
            get diagnostics found_now = row_count;
            wanted := wanted - found_now;
            if wanted <= 0 then
                return;
            end if;
            slice := slice - 1;
        end loop;
        at_most := to_timestamp((last_slice::bigint) * 604800);
    end if;
    -- Materialized, or the planner takes the latest rows one by one in the hope of a match.
    return query with few as materialized (
            select s.id, s.conversation_id, s.at from conversations_search s where s.workspace_id = ws and s.words @@ query
        )
        select s.id, s.conversation_id, s.at from few s where s.at >= since and (s.at, s.id) < (at_most, below)
        order by s.at desc, s.id desc limit wanted;
end
$$;
revoke all on function nitka_search_hits(tsquery, bigint, timestamptz, timestamptz, uuid, int) from public;
grant execute on function nitka_search_hits(tsquery, bigint, timestamptz, timestamptz, uuid, int) to nitka_app, nitka_worker;
