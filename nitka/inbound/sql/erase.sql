-- What the ledger calls some things that had come, and all whose key names somebody: keys hold Message-IDs, sessions,
-- whatever a client calls its events. The app cannot read it.
create or replace function nitka_erase_ledger(ids uuid[], words text[]) returns int
language sql volatile security definer set search_path = public, pg_temp as $$
    with bare as (
        update inbound_ledger set key = 'erased:' || inbound_id
        where workspace_id = nullif(current_setting('nitka.workspace', true), '')::uuid
        and (inbound_id = any(ids) or exists (select from unnest(words) w where strpos(lower(key), w) > 0))
        and key <> 'erased:' || inbound_id
        returning 1
    )
    select count(*)::int from bare
$$;
revoke all on function nitka_erase_ledger(uuid[], text[]) from public;
grant execute on function nitka_erase_ledger(uuid[], text[]) to nitka_app, nitka_worker;
