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
    void sequencesFlowOn_data();
    void sequencesFlowOn();
    void settingsThatDoNotGoTogether_data();
    void settingsThatDoNotGoTogether();
    void sharedLayersCountOnce();
    void sequencesJoinOneBehindTheOther();
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

/// 12 positions of 8 features.
static NetworkSpec sequence(std::vector<BlockSpec> blocks)
{
    NetworkSpec spec;
    spec.name = "sequence";
    spec.inputs = {{"rows", DataType::Float32, {Extent{"batch"}, Extent{12}, Extent{8}}}};
    spec.blocks = std::move(blocks);
    return spec;
}

static BlockSpec stack(std::map<std::string, BlockSetting> settings)
{
    const std::map<std::string, BlockSetting> sizes{{"layers", {"2"}}, {"heads", {"2"}}, {"feed_forward", {"16"}}};
    settings.insert(sizes.begin(), sizes.end());
    return block("transformer", "stack", "", std::move(settings));
}

void BlocksTest::sequencesFlowOn_data()
{
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("setting");
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("positions");
    QTest::addColumn<int>("features");
    QTest::addColumn<qint64>("parameters");
    const auto row = [](const char* type, const char* setting, const char* text, int positions, int features,
                        qint64 parameters) {
        QTest::newRow((std::string{type} + " " + setting + " " + text).c_str())
            << QString{type} << QString{setting} << QString{text} << positions << features << parameters;
    };
    row("sequence-conv", "size", "5", 10, 5, 5 * 8 * 3 + 5); // a filter of 3 without zeros around
    row("merge-positions", "count", "3", 4, 24, 0);
    row("merge-positions", "kind", "mean", 3, 8, 0); // of 4
    row("positions", "positions", "12", 12, 8, 96);
    row("lead-position", "", "", 13, 8, 8);
    row("first-position", "take", "others", 11, 8, 0);
    row("norm", "kind", "rms", 12, 8, 8);
    row("norm", "kind", "unbiased", 12, 8, 8);
    row("norm", "kind", "plain", 12, 8, 0);
}

void BlocksTest::sequencesFlowOn()
{
    QFETCH(QString, type);
    QFETCH(QString, setting);
    QFETCH(QString, text);
    QFETCH(int, positions);
    QFETCH(int, features);
    QFETCH(qint64, parameters);
    std::map<std::string, BlockSetting> settings;
    if (!setting.isEmpty())
        settings[setting.toStdString()] = {text.toStdString()};
    const Network network = networkOf(sequence({block(type.toUtf8().data(), "it", "", std::move(settings))}));
    QCOMPARE(network.layers().back().outputShape, (Shape{1, positions, features}));
    QCOMPARE(qint64{network.parameters()}, parameters);
}

void BlocksTest::settingsThatDoNotGoTogether_data()
{
    QTest::addColumn<QString>("first");
    QTest::addColumn<QString>("second");
    QTest::addColumn<QString>("blamed");
    const auto row = [](const char* first, const char* second, const char* blamed) {
        QTest::newRow(blamed) << QString{first} << QString{second} << QString{blamed};
    };
    row("window=4", "relative=8", "window");
    row("distances=4", "key_heads=1", "distances");
    row("global=yes", "causal=no", "global"); // no window
    row("parallel=one-norm", "norm_place=around", "parallel");
    row("query_latent=4", "causal=no", "key_latent");
    row("key_latent=4", "key_heads=1", "key_heads");
    row("experts=3", "shared_experts=257", "shared_experts");
    row("experts=3", "routed=4", "routed");
}

void BlocksTest::settingsThatDoNotGoTogether()
{
    QFETCH(QString, first);
    QFETCH(QString, second);
    QFETCH(QString, blamed);
    std::map<std::string, BlockSetting> settings;
    for (const QString& pair : {first, second})
        settings[pair.section('=', 0, 0).toStdString()] = {pair.section('=', 1).toStdString()};
    const BuiltNetwork built = buildBlocks(sequence({stack(std::move(settings))}));
    QVERIFY(built.trouble.has_value());
    QCOMPARE(QString::fromStdString(built.trouble->trouble.setting), blamed);
}

/// Both layers compute, one holds numbers; the last norm has its own.
void BlocksTest::sharedLayersCountOnce()
{
    const Network own = networkOf(sequence({stack({})}));
    const Network shared = networkOf(sequence({stack({{"shared_layers", {"yes"}}})}));
    const std::int64_t layer = 4 * (64 + 8) + 2 * 8 * 16 + 16 + 8 + 4 * 8;
    QCOMPARE(own.parameters(), 2 * layer + 16);
    QCOMPARE(shared.parameters(), layer + 16);
    QCOMPARE(shared.macs(), own.macs());
}

void BlocksTest::sequencesJoinOneBehindTheOther()
{
    const auto appended = [](const char* size) {
        return sequence({block("linear", "left", "", {{"size", {"8"}}}),
                         block("linear", "right", "rows", {{"size", {size}}}),
                         block("join", "all", "", {{"kind", {"append"}}, {"with", {"left"}}})});
    };
    QCOMPARE(networkOf(appended("8")).layers().back().outputShape, (Shape{1, 24, 8}));
    const BuiltNetwork built = buildBlocks(appended("9"));
    QVERIFY(built.trouble.has_value());
    QCOMPARE(built.trouble->trouble.setting, std::string{"with"});
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::BlocksTest)
#include "blocks_test.moc"
