ENV <%= production %>
