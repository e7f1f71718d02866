#include "core/blocks/blocks.h"
#include "core/network/network.h"
#include "tests/test_class.h"

#include <QTest>

namespace waferscope {

namespace {

BlockSpec block(const char* type, const char* name, const char* from, std::map<std::string, BlockSetting> settings)
{
    return {type, name, from, std::move(settings), 0};
}

NetworkSpec picture(std::vector<BlockSpec> blocks)
{
    NetworkSpec spec;
    spec.name = "branches";
    spec.inputs = {{"image", DataType::Float32, {Extent{"batch"}, Extent{3}, Extent{8}, Extent{8}}}};
    spec.blocks = std::move(blocks);
    return spec;
}

/// Two branches of 4 and 6 channels, and a join.
NetworkSpec branches(const char* kind, const char* channels, const char* with = "left")
{
    return picture({block("conv", "stem", "", {{"channels", {"5"}}}), block("conv", "left", "", {{"channels", {"4"}}}),
                    block("conv", "right", "stem", {{"channels", {channels}}}),
                    block("join", "meet", "", {{"kind", {kind}}, {"with", {with}}})});
}

Network networkOf(const NetworkSpec& spec)
{
    Result<NetworkSource> source = buildNetwork(spec);
    Result<Network> network = Network::create(std::make_shared<const NetworkSource>(std::move(source).value()));
    return std::move(network).value();
}

} // namespace

class BlocksTest : public QObject {
    Q_OBJECT

private slots:
    void aBlockReadsAnEarlierOneByName();
    void concatenationAddsUpFeatures();
    void whatNoBlockReadsIsAnOutput();
    void saysWhereEveryBlockLies();
    void troubleNamesBlockAndSetting_data();
    void troubleNamesBlockAndSetting();
    void keepsWhatIsBuiltBeforeTheTrouble();
    void tooManyRepeatsAreToldEarly();
};

void BlocksTest::aBlockReadsAnEarlierOneByName()
{
    const Network network = networkOf(branches("add", "4"));
    // Both read the stem's 5 channels: filters of 4 x 5 x 3 x 3 and a bias.
    QCOMPARE(network.parameters(), std::int64_t{(5 * 27 + 5) + 2 * (4 * 45 + 4)});
    QCOMPARE(network.layers().back().outputShape, (Shape{1, 4, 8, 8}));
    QCOMPARE(network.source().outputs.size(), std::size_t{1});
}

void BlocksTest::concatenationAddsUpFeatures()
{
    const Network network = networkOf(branches("concat", "6"));
    QCOMPARE(network.layers().back().outputShape, (Shape{1, 10, 8, 8}));
    const Operator& join = network.source().operators.back();
    QCOMPARE(join.type, std::string{"Concat"});
    QCOMPARE(network[network.layers()[2].operators.back()].outputs.front(), join.inputs.front()); // "right" comes first
}

void BlocksTest::whatNoBlockReadsIsAnOutput()
{
    NetworkSpec spec = branches("add", "4");
    spec.blocks.pop_back(); // nobody reads "left" and "right"
    const Network network = networkOf(spec);
    const std::vector<TensorId> outputs = network.source().outputs;
    QCOMPARE(outputs.size(), std::size_t{2});
    QCOMPARE(network.producerOf(outputs[0]), std::optional{network.layers()[2].operators.back()}); // the last block's
    QCOMPARE(network.producerOf(outputs[1]), std::optional{network.layers()[1].operators.back()});
}

void BlocksTest::saysWhereEveryBlockLies()
{
    const BuiltNetwork built = buildBlocks(
        picture({block("conv", "a", "", {{"channels", {"4"}}, {"activation", {"relu"}}}), block("pool", "", "", {})}));
    QVERIFY(!built.trouble);
    QCOMPARE(built.blocks.size(), std::size_t{2});
    QCOMPARE(built.blocks[0].firstLayer, std::size_t{0});
    QCOMPARE(built.blocks[0].endLayer, std::size_t{2}); // the convolution and its activation
    QCOMPARE(built.blocks[1].firstLayer, std::size_t{2});
    QCOMPARE(built.blocks[1].endLayer, built.source.layers.size());
    QCOMPARE(built.blocks[1].output, built.source.outputs.front());
}

void BlocksTest::troubleNamesBlockAndSetting_data()
{
    QTest::addColumn<QString>("with");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("channels");
    QTest::addColumn<QString>("why");
    const auto row = [](const char* name, const char* with, const char* kind, const char* channels, const char* why) {
        QTest::newRow(name) << QString{with} << QString{kind} << QString{channels} << QString{why};
    };
    row("unknown", "letf", "add", "4", "no input and no block before this one is named 'letf', did you mean \"left\"?");
    row("a later one", "meet", "add", "4", "no input and no block before this one is named 'meet'");
    row("features", "left", "add", "6", "'left' has 4 features and not 6");
    row("features of a product", "left", "multiply", "6", "'left' has 4 features and not 6");
    row("nothing", "", "add", "4", "must be names of blocks");
}

void BlocksTest::troubleNamesBlockAndSetting()
{
    QFETCH(QString, with);
    QFETCH(QString, kind);
    QFETCH(QString, channels);
    QFETCH(QString, why);
    const BuiltNetwork built =
        buildBlocks(branches(kind.toUtf8().data(), channels.toUtf8().data(), with.toUtf8().data()));
    QVERIFY(built.trouble.has_value());
    QCOMPARE(built.trouble->block, std::optional{std::size_t{3}});
    QCOMPARE(built.trouble->trouble.setting, std::string{"with"});
    const QString said = QString::fromStdString(plain(built.trouble->trouble.why));
    QVERIFY2(said.contains(why), qPrintable(said));
}

void BlocksTest::keepsWhatIsBuiltBeforeTheTrouble()
{
    const BuiltNetwork built = buildBlocks(branches("add", "6"));
    QCOMPARE(built.blocks.size(), std::size_t{3});
    QCOMPARE(built.source.layers.size(), std::size_t{3});
    QVERIFY(!buildNetwork(branches("add", "6")).ok());
    QVERIFY(Network::create(std::make_shared<const NetworkSource>(built.source)).ok());
}

/// Not after 200,000 operators: a file may ask for many such blocks.
void BlocksTest::tooManyRepeatsAreToldEarly()
{
    const BuiltNetwork built =
        buildBlocks(picture({block("residual-stage", "stage", "", {{"blocks", {"100000000"}}, {"width", {"4"}}})}));
    QVERIFY(built.trouble.has_value());
    QCOMPARE(built.trouble->trouble.setting, std::string{"blocks"});
    QVERIFY(built.source.operators.size() < 200);
    QVERIFY(
        !buildBlocks(picture({block("residual-stage", "stage", "", {{"blocks", {"300"}}, {"width", {"4"}}})})).trouble);
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::BlocksTest)
#include "blocks_test.moc"
