module "app_server" {
  source = "../../modules/ec2"
  ami_id = "ami-0123456789abcdef0"
}
