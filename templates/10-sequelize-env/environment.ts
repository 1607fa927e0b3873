<%= environment %>;
