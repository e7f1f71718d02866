#include "core/blocks/block_counts.h"
#include "tests/test_class.h"

#include <QTest>

#include <numeric>

namespace waferscope {

namespace {

BlockSpec block(const std::string& type, const std::string& name, const std::map<std::string, std::string>& settings)
{
    BlockSpec spec;
    spec.type = type;
    spec.name = name;
    for (const auto& [key, text] : settings)
        spec.settings[key] = {text, 0};
    return spec;
}

/// 8 -> 16 -> ReLU -> 4, on vectors.
NetworkSpec perceptron()
{
    NetworkSpec spec;
    spec.name = "small";
    spec.inputs = {{"features", DataType::Float32, {std::string{"batch"}, std::int64_t{8}}}};
    spec.blocks = {block("linear", "first", {{"size", "16"}}), block("activation", "relu", {}),
                   block("activation", "nothing", {{"kind", "none"}}), block("linear", "last", {{"size", "4"}})};
    return spec;
}

} // namespace

/// What is said of every block while a network is built, worked by hand.
class BlockCountsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyBlockIsCounted();
    void blocksBeforeTheTroubleAreCounted();
    void everyWrongSettingIsFound();
    void whatDoesNotGoTogetherIsFound();
    void nothingToBuild();
    void stopsWhenAsked();
    void absurdNumbersEndWell();
};

void BlockCountsTest::everyBlockIsCounted()
{
    const SpecCounts counts = countBlocks(perceptron(), {}).value();
    QVERIFY(counts.troubles.empty());
    QVERIFY(counts.total);
    QCOMPARE(counts.blocks.size(), std::size_t{4});
    QCOMPARE(counts.blocks[0]->parameters, std::int64_t{(8 + 1) * 16});
    QCOMPARE(counts.blocks[0]->macs, std::int64_t{8 * 16});
    QCOMPARE(counts.blocks[1]->parameters, std::int64_t{0});
    QCOMPARE(counts.blocks[1]->activations, std::int64_t{16});
    QCOMPARE(counts.blocks[1]->output, (Shape{1, 16}));
    QCOMPARE(counts.blocks[2]->layers, std::size_t{0});
    QCOMPARE(counts.blocks[2]->output, (Shape{1, 16}));
    QCOMPARE(counts.blocks[3]->parameters, std::int64_t{(16 + 1) * 4});
    QCOMPARE(counts.total->parameters, std::int64_t{9 * 16 + 17 * 4});
}

void BlockCountsTest::blocksBeforeTheTroubleAreCounted()
{
    NetworkSpec spec = perceptron();
    spec.blocks[3].settings["size"].text = "4x";
    const SpecCounts counts = countBlocks(spec, {}).value();
    QVERIFY(!counts.total);
    QCOMPARE(counts.blocks[0]->parameters, std::int64_t{9 * 16});
    QVERIFY(counts.blocks[2].has_value());
    QVERIFY(!counts.blocks[3].has_value());
    QCOMPARE(counts.troubles.size(), std::size_t{1});
    QCOMPARE(counts.troubles.front().block, std::optional<std::size_t>{3});
    QCOMPARE(counts.troubles.front().trouble.setting, std::string{"size"});
}

void BlockCountsTest::everyWrongSettingIsFound()
{
    NetworkSpec spec = perceptron();
    spec.blocks[0].settings.clear();
    spec.blocks[1].settings["kind"] = {"relux", 0};
    spec.blocks[3].type = "lineal";
    const SpecCounts counts = countBlocks(spec, {}).value();
    QCOMPARE(counts.troubles.size(), std::size_t{3});
    QCOMPARE(counts.troubles[0].trouble.why, Sentence{"is missing (outputs)"});
    QCOMPARE(counts.troubles[1].trouble.setting, std::string{"kind"});
    QCOMPARE(counts.troubles[2].block, std::optional<std::size_t>{3});
}

void BlockCountsTest::whatDoesNotGoTogetherIsFound()
{
    NetworkSpec spec = perceptron();
    spec.blocks.insert(spec.blocks.begin() + 2, block("lstm", "", {{"size", "8"}})); // wants a sequence
    const SpecCounts counts = countBlocks(spec, {}).value();
    QCOMPARE(counts.troubles.size(), std::size_t{1});
    QCOMPARE(counts.troubles.front().block, std::optional<std::size_t>{2});
    QCOMPARE(counts.troubles.front().trouble.why,
             Sentence{"this block wants a sequence of numbers from the block before it"});
    QVERIFY(counts.blocks[1].has_value());

    NetworkSpec groups;
    groups.inputs = {
        {"image", DataType::Float32, {std::int64_t{1}, std::int64_t{3}, std::int64_t{8}, std::int64_t{8}}}};
    groups.blocks = {block("conv", "odd", {{"channels", "4"}, {"groups", "2"}})};
    const SpecCounts odd = countBlocks(groups, {}).value();
    QCOMPARE(odd.troubles.front().trouble.setting, std::string{"groups"});
    QCOMPARE(odd.troubles.front().trouble.why, Sentence::of("must divide ", 3, " and ", 4, " channels"));
}

void BlockCountsTest::nothingToBuild()
{
    NetworkSpec spec = perceptron();
    spec.blocks.clear();
    QVERIFY(!countBlocks(spec, {}).value().troubles.front().block.has_value());
    spec = perceptron();
    spec.inputs.clear();
    QVERIFY(!countBlocks(spec, {}).value().troubles.front().block.has_value());
    spec = perceptron();
    spec.inputs.front().shape = {std::int64_t{8}};
    const SpecCounts counts = countBlocks(spec, {}).value();
    QCOMPARE(counts.troubles.size(), std::size_t{1});
    QVERIFY(!counts.troubles.front().block.has_value());
}

void BlockCountsTest::stopsWhenAsked()
{
    std::stop_source source;
    source.request_stop();
    JobControl job;
    job.stop = source.get_token();
    const Result<SpecCounts> counts = countBlocks(perceptron(), job);
    QVERIFY(!counts.ok());
    QVERIFY(counts.error().code == ErrorCode::Stopped);
}

/// Numbers that a person can type by a slip: an answer in words, in bounded time and memory.
void BlockCountsTest::absurdNumbersEndWell()
{
    NetworkSpec spec;
    spec.name = "absurd";
    spec.inputs = {{"steps", DataType::Float32, {std::string{"batch"}, std::string{"sequence"}, std::int64_t{8}}}};
    for (const BlockSpec& one :
         {block("lstm", "deep", {{"size", "8"}, {"layers", "2147483648"}}),
          block("lstm", "wide", {{"size", "2147483648"}, {"layers", "3"}}),
          block("transformer", "deep", {{"layers", "2147483648"}, {"heads", "8"}, {"feed_forward", "8"}}),
          block("mlp", "wide", {{"sizes", "8-2147483648-2147483648-2147483648"}}),
          block("linear", "wide", {{"size", "99999999999999999999999999"}})}) {
        spec.blocks = {one};
        const SpecCounts counts = countBlocks(spec, {}).value();
        QVERIFY2(counts.troubles.size() == 1, one.name.c_str());
        QVERIFY(!counts.total);
    }
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::BlockCountsTest)
#include "block_counts_test.moc"
