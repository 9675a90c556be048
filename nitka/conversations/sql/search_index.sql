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
