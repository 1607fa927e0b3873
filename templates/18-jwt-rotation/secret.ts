<%= secret %>;
