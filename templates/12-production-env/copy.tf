<%= text %>
