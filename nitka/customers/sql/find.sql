-- Customers by parts of names and addresses, the latest first; by similar names when no part fits. As the owner, as
-- policies keep trigram indexes from the app; the workspace is read from the setting. Visitors' codes are not searched.
create or replace function nitka_customers_plain(said text) returns text
language sql immutable parallel safe as $$
    select translate(lower(said), 'ё', 'е')
$$;
create index customers_customer_name_find on customers_customer using gin (workspace_id, nitka_customers_plain(name) gin_trgm_ops)
    where name <> '';
create index customers_identity_name_find on customers_identity using gin (workspace_id, nitka_customers_plain(name) gin_trgm_ops)
    where name <> '' and kind <> 'visitor';
create index customers_identity_value_find on customers_identity using gin (workspace_id, nitka_customers_plain(value) gin_trgm_ops)
    where kind <> 'visitor';

create or replace function nitka_find_customers(asked text[], most int) returns table (customer_id uuid)
language plpgsql stable security definer
set search_path = public, pg_temp set pg_trgm.word_similarity_threshold = 0.45 as $$
declare
    ws uuid := nullif(current_setting('nitka.workspace', true), '')::uuid;
    longest text := (select word from unnest(asked) word order by length(word) desc limit 1);
    patterns text[] := array(select '%' || replace(replace(replace(word, '\', '\\'), '%', '\%'), '_', '\_') || '%' from unnest(asked) word);
    part text := '%' || replace(replace(replace(longest, '\', '\\'), '%', '\%'), '_', '\_') || '%';
begin
    if length(longest) < 2 then
        return;
    end if;
    return query
        with near as (
            select c.id from customers_customer c
            where c.workspace_id = ws and c.name <> '' and nitka_customers_plain(c.name) like part
            union
            select i.customer_id from customers_identity i
            where i.workspace_id = ws and i.name <> '' and i.kind <> 'visitor' and nitka_customers_plain(i.name) like part
            union
            select i.customer_id from customers_identity i
            where i.workspace_id = ws and i.kind <> 'visitor' and nitka_customers_plain(i.value) like part
        ), latest as (select n.id from near n order by n.id desc limit 1000)
        select c.id from latest s join customers_customer c on c.workspace_id = ws and c.id = s.id
        where c.merged_into_id is null and (cardinality(asked) = 1 or nitka_customers_plain(c.name) || ' ' || (
            select string_agg(nitka_customers_plain(i.name || ' ' || i.value), ' ') from customers_identity i
            where i.workspace_id = ws and i.customer_id = c.id
        ) like all (patterns))
        order by c.created_at desc, c.id desc limit most;
    if found or longest !~ '[[:alpha:]]' or length(longest) < 4 then
        return;
    end if;
    return query
        with near as (
            select c.id, word_similarity(array_to_string(asked, ' '), nitka_customers_plain(c.name)) as alike from customers_customer c
            where c.workspace_id = ws and c.name <> '' and array_to_string(asked, ' ') <% nitka_customers_plain(c.name)
              and c.merged_into_id is null
            union all
            select i.customer_id, word_similarity(array_to_string(asked, ' '), nitka_customers_plain(i.name)) from customers_identity i
            where i.workspace_id = ws and i.name <> '' and i.kind <> 'visitor' and array_to_string(asked, ' ') <% nitka_customers_plain(i.name)
        )
        select n.id from near n group by n.id order by max(n.alike) desc, n.id desc limit most;
end
$$;
revoke all on function nitka_find_customers(text[], int) from public;
grant execute on function nitka_find_customers(text[], int) to nitka_app, nitka_worker;
