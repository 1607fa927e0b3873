locals {
  user_data = file("${path.root}/../deploy/bootstrap.sh")
}
