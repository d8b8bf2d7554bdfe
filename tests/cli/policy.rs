//! `policy`: what a bucket must allow.

use insta::assert_snapshot;

use crate::place::Place;

#[test]
fn the_policy_of_a_bucket_is_json_ready_to_paste() {
    let place = Place::empty();
    let text = place.unchanged(&["policy", "bucket", "my-bucket"]);
    assert_snapshot!(text, @r#"
    exit code: 0
    --- stdout
    {
      "Version": "2012-10-17",
      "Id": "PersonalizeS3BucketAccessPolicy",
      "Statement": [
        {
          "Sid": "PersonalizeS3BucketAccessPolicy",
          "Effect": "Allow",
          "Principal": {
            "Service": "personalize.amazonaws.com"
          },
          "Action": [
            "s3:GetObject",
            "s3:ListBucket"
          ],
          "Resource": [
            "arn:aws:s3:::my-bucket",
            "arn:aws:s3:::my-bucket/*"
          ]
        }
      ]
    }
    --- stderr
    "#);
    assert_eq!(place.run(&["policy", "bucket", "my-bucket", "--format", "json"]), text);
}

#[test]
fn what_cannot_be_a_bucket_is_refused() {
    let place = Place::empty();
    assert_snapshot!(place.refused(&["policy", "bucket", "My_Bucket"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `My_Bucket` cannot be a bucket: expected 3 to 63 lower-case letters, digits, dots and hyphens, beginning and ending with a letter or digit
    ");
    assert_snapshot!(place.refused(&["policy", "bucket"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: the following required arguments were not provided:
      <BUCKET>

    Usage: rehearsal policy bucket <BUCKET>

    For more information, try '--help'.
    ");
}
