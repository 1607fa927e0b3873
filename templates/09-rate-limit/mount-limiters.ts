<% if login_paths %>
import { limitAll, limitLogins } from "<%= helpers %>/<%= modules.rate_limit %>";
<% else %>
import { limitAll } from "<%= helpers %>/<%= modules.rate_limit %>";
<% endif %>

<%# a line is broken where it would be longer than 80 characters %>
<% set where = limited_path | quoted ~ ", " if limited_path else "" %>
<% set free = unlimited_paths | join('", "') %>
<% if not unlimited_paths %>
<%= app %>.use(<%= where %>limitAll());
<% elif (app ~ where ~ free) | length <= 59 %>
<%= app %>.use(<%= where %>limitAll(["<%= free %>"]));
<% else %>
<%= app %>.use(
  <% if limited_path %>
  <%= limited_path | quoted %>,
  <% endif %>
  limitAll([
    <% for path in unlimited_paths %>
    <%= path | quoted %>,
    <% endfor %>
  ]),
);
<% endif %>
<% set logins = login_paths | join('", "') %>
<% if not login_paths %>
<% elif login_paths | length == 1 %>
<%= app %>.use("<%= logins %>", limitLogins());
<% elif (app ~ logins) | length <= 54 %>
<%= app %>.use(["<%= logins %>"], limitLogins());
<% elif logins | length <= 73 %>
<%= app %>.use(
  ["<%= logins %>"],
  limitLogins(),
);
<% else %>
<%= app %>.use(
  [
    <% for path in login_paths %>
    <%= path | quoted %>,
    <% endfor %>
  ],
  limitLogins(),
);
<% endif %>
