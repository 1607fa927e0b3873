<%= standalone %>;
