// Replaced in each site by the words of its language: { English: "the same in that language" }.
export default {};
