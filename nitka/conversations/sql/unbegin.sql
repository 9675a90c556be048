-- A conversation whose first letter was taken back goes with who had it: the app itself can only add to that journal.
-- Nothing goes where anything was written or decided since; a foreign key that objects stops all of it.
create or replace function nitka_unbegin(asked uuid, author uuid) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    ws uuid := nullif(current_setting('nitka.workspace', true), '')::uuid;
begin
    perform from conversations_conversation v where v.workspace_id = ws and v.id = asked and v.status = 'open'
        and not exists (select from conversations_message m where m.workspace_id = ws and m.conversation_id = asked)
        and not exists (select from conversations_pending p where p.workspace_id = ws and p.conversation_id = asked)
        and not exists (select from conversations_assignment a where a.workspace_id = ws and a.conversation_id = asked
            and a.by_id is distinct from author)
        for update;
    if not found then
        return false;
    end if;
    delete from conversations_assignment where workspace_id = ws and conversation_id = asked;
    delete from conversations_conversation where workspace_id = ws and id = asked;
    return true;
end $$;

revoke execute on function nitka_unbegin(uuid, uuid) from public;
grant execute on function nitka_unbegin(uuid, uuid) to nitka_app, nitka_worker;
