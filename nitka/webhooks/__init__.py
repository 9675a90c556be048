"""What happens here, told to other programs by the Standard Webhooks specification. See README.md."""
