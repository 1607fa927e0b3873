from functools import partial

from <%= helpers %>.<%= modules.startup %> import wait_for_databases
<% for database in connections %>
from <%= helpers %>.<%= modules.startup %> import reach_<%= database.kind | replace("-", "_") %>
<% if database.import %>
<%= database.import %>

<% endif %>
<% endfor %>

await wait_for_databases(
    {
<% for database in connections %>
<% set reach = "reach_" ~ database.kind | replace("-", "_") %>
<% if database.optional %>
        <%= database.name | quoted %>: (
            partial(<%= reach %>, <%= database.handle %>)
            if <%= database.handle %> is not None
            else None
        ),
<% elif database.kind == "connection-factory" %>
        <%= database.name | quoted %>: partial(
            <%= reach %>,
            <%= database.handle %>,
            <%= database.release or "lambda connection: connection.close()" %>,
        ),
<% else %>
        <%= database.name | quoted %>: partial(<%= reach %>, <%= database.handle %>),
<% endif %>
<% endfor %>
    }
)
