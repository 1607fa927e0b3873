metadata_options {
  http_endpoint = "enabled"
  http_tokens   = "required"
  # Containers behind a docker bridge are one hop further away than the instance itself.
  http_put_response_hop_limit = 2
}
