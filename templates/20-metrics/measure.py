from <%= helpers %>.metrics import MeasureRequests

<%= app %>.add_middleware(MeasureRequests)
