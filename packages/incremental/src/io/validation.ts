/** What `validate` is where nobody says: HEDDLE_VALIDATE=1, which `npm test` and CI set. Read once, when the process starts. */
export const validatesByDefault = process.env['HEDDLE_VALIDATE'] === '1';
