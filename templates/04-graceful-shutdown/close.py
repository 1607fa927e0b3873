<% if "asyncio." in closing | map(attribute="close") | join(" ") %>
import asyncio

<% endif %>
<% for database in closing %>
<% if database.import %>
<%= database.import %>

<% endif %>
<% endfor %>

# uvicorn has finished the requests by now
<% for database in closing %>
<% if database.guard %>
if <%= database.guard %>:
    <%= database.close %>

<% else %>
<%= database.close %>
<% endif %>
<% endfor %>
