<%= server %>;
