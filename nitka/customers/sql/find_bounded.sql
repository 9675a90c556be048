-- Loaded first: who is no superuser may set the threshold of an extension only once its library is there.
select similarity('', '');
-- Customers by parts of names and addresses, the latest first; by similar names when no part fits. However common a word
-- is, it looks at a bounded number: where few fit at all of them, else at the newest customers, then at some who fit.
-- The newest hundred say which word is rare: by that one the index is asked. Where some of them fit no index is asked,
-- which would first gather all who fit: the newest are the answer, looked at until there are enough.
-- As the owner, as policies keep trigram indexes from the app; the workspace is read from the setting. Visitors' codes
-- are not searched. Two letters have no trigram: an index knows them as the beginning of a word only.
create or replace function nitka_find_customers(asked text[], most int) returns table (customer_id uuid)
language plpgsql stable security definer
set search_path = public, pg_temp set pg_trgm.word_similarity_threshold = 0.45 set plan_cache_mode = force_custom_plan as $$
declare
    few constant int := 1500;
    newest constant int := 6000;
    ws uuid := nullif(current_setting('nitka.workspace', true), '')::uuid;
    words text[] := array(select replace(replace(replace(word, '\', '\\'), '%', '\%'), '_', '\_') from unnest(asked) word);
    patterns text[] := array(select '%' || word || '%' from unnest(words) word);
    plain text := (select word from unnest(asked) word order by length(word) desc limit 1);
    longest text;  -- the rarest that an index knows, of equally rare ones the longest
    short boolean := length(plain) < 3;
    part text;
    other text;
    near uuid[];
    fitting uuid[];
    probed constant int := 100;
    farthest constant int := 16000;  -- of those who are looked at one by one
    said text[];
    likely int;  -- how many of the newest hundred fit
begin
    if plain is null or length(plain) < 2 then
        return;
    end if;
    said := array(
        select nitka_customers_plain(w.name || ' ' || coalesce((select string_agg(i.name || ' ' || i.value, ' ')
            from customers_identity i where i.workspace_id = ws and i.customer_id = w.id and i.kind <> 'visitor'), ''))
        from (select c.id, c.name from customers_customer c where c.workspace_id = ws and c.merged_into_id is null
            order by c.created_at desc, c.id desc limit probed) w);
    longest := (select w.word from unnest(words) with ordinality w (word, place)
        order by length(asked[w.place]) < 3, (select count(*) from unnest(said) t where t like '%' || w.word || '%'),
            length(w.word) desc limit 1);
    part := case when short then '' else '%' end || longest || '%';
    other := case when short then '% ' || longest || '%' else part end;
    likely := (select count(*) from unnest(said) t where t like all (patterns));
    if likely >= probed / 16 then
        fitting := array(
            select w.id from (
                select c.id, c.name from customers_customer c where c.workspace_id = ws and c.merged_into_id is null
                order by c.created_at desc, c.id desc
                limit greatest(newest, least(farthest, most * probed * 3 / (likely * 2)))) w
            where nitka_customers_plain(w.name) like all (patterns) or (select nitka_customers_plain(w.name || ' ' || coalesce(string_agg(i.name || ' ' || i.value, ' '), '')) from customers_identity i where i.workspace_id = ws and i.customer_id = w.id and i.kind <> 'visitor') like all (patterns)
            limit most);
        if cardinality(fitting) = most then
            return query select u.id from unnest(fitting) with ordinality u (id, place) order by u.place;
            return;
        end if;
    end if;
    near := array(
        select n.id from (
            (select c.id from customers_customer c where c.workspace_id = ws and c.name <> ''
                and (nitka_customers_plain(c.name) like part or nitka_customers_plain(c.name) like other) limit few + 1)
            union all
            (select i.customer_id from customers_identity i where i.workspace_id = ws and i.name <> '' and i.kind <> 'visitor'
                and (nitka_customers_plain(i.name) like part or nitka_customers_plain(i.name) like other) limit few + 1)
            union all
            (select i.customer_id from customers_identity i where i.workspace_id = ws and i.kind <> 'visitor'
                and (nitka_customers_plain(i.value) like part or nitka_customers_plain(i.value) like other) limit few + 1)
        ) n group by n.id);
    if short or cardinality(near) > few then
        if cardinality(patterns) > 1 then  -- of several common words those who have all of them in their name
            near := near || array(select c.id from customers_customer c where c.workspace_id = ws and c.name <> ''
                and nitka_customers_plain(c.name) like patterns[1] and nitka_customers_plain(c.name) like patterns[2]
                and nitka_customers_plain(c.name) like all (patterns) limit few + 1);  -- an index knows no "like all"
        end if;
        fitting := array(
            select w.id from (
                select c.id, c.name from customers_customer c where c.workspace_id = ws and c.merged_into_id is null
                order by c.created_at desc, c.id desc limit newest) w
            where nitka_customers_plain(w.name) like all (patterns) or (select nitka_customers_plain(w.name || ' ' || coalesce(string_agg(i.name || ' ' || i.value, ' '), '')) from customers_identity i where i.workspace_id = ws and i.customer_id = w.id and i.kind <> 'visitor') like all (patterns)
            limit most);
    end if;
    if cardinality(fitting) = most then
        near := fitting;
    else
        near := array(
            select n.id from unnest(near) n (id) join customers_customer c on c.workspace_id = ws and c.id = n.id
            where c.merged_into_id is null
              and (cardinality(patterns) = 1 or (select nitka_customers_plain(c.name || ' ' || coalesce(string_agg(i.name || ' ' || i.value, ' '), '')) from customers_identity i where i.workspace_id = ws and i.customer_id = c.id and i.kind <> 'visitor') like all (patterns))) || fitting;
    end if;
    return query
        select c.id from (select distinct id from unnest(near) u (id)) n
        join customers_customer c on c.workspace_id = ws and c.id = n.id
        order by c.created_at desc, c.id desc limit most;
    if found or longest !~ '[[:alpha:]]' or length(plain) < 4 then
        return;
    end if;
    return query
        with near as (
            (select c.id, word_similarity(array_to_string(asked, ' '), nitka_customers_plain(c.name)) as alike from customers_customer c
            where c.workspace_id = ws and c.name <> '' and array_to_string(asked, ' ') <% nitka_customers_plain(c.name)
              and c.merged_into_id is null limit few)
            union all
            (select i.customer_id, word_similarity(array_to_string(asked, ' '), nitka_customers_plain(i.name)) from customers_identity i
            where i.workspace_id = ws and i.name <> '' and i.kind <> 'visitor' and array_to_string(asked, ' ') <% nitka_customers_plain(i.name)
            limit few)
        )
        select n.id from near n group by n.id order by max(n.alike) desc, n.id desc limit most;
end
$$;
revoke all on function nitka_find_customers(text[], int) from public;
grant execute on function nitka_find_customers(text[], int) to nitka_app, nitka_worker;
