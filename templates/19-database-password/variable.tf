var.<%= variable %>
