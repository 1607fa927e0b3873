<%= last %>,<%= gap %><%= path | quoted %>
