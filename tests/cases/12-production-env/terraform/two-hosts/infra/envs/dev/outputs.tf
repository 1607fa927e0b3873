output "web_server_ip" {
  value = module.web_server.public_ip
}
