#include "core/blocks/spec_edits.h"
#include "tests/test_class.h"

#include "core/blocks/block_scope.h"

#include <QTest>

namespace waferscope {

namespace {

BlockSpec named(const std::string& name, const std::string& from = {}, const std::string& with = {})
{
    BlockSpec block;
    block.type = "activation";
    block.name = name;
    block.from = from;
    if (!with.empty())
        block.settings["with"] = {with, 0};
    return block;
}

NetworkSpec chain(std::vector<BlockSpec> blocks)
{
    NetworkSpec spec;
    spec.name = "chain";
    spec.inputs = {{"x", DataType::Float32, {std::string{"batch"}, std::int64_t{8}}}};
    spec.blocks = std::move(blocks);
    return spec;
}

/// "a b(a) c[a b]": names, what is read by name, what is joined.
std::string textOf(const NetworkSpec& spec)
{
    std::string text;
    for (const BlockSpec& block : spec.blocks) {
        text += (text.empty() ? "" : " ") + block.name;
        if (!block.from.empty())
            text += "(" + block.from + ")";
        const auto with = block.settings.find("with");
        if (with != block.settings.end())
            text += "[" + with->second.text + "]";
    }
    return text;
}

} // namespace

/// Edits of block lists keep what blocks read.
class SpecEditsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void freeNamesCount();
    void removingPassesOnWhatWasRead();
    void copiesReadCopies();
    void movingKeepsOrder_data();
    void movingKeepsOrder();
    void renamingFollows();
    void branchLeavesTheRestAlone();
    void joinNamesWhatItJoins();
    void sourcesAreFound();
    void newBlocksHaveValidSettings_data();
    void newBlocksHaveValidSettings();
};

void SpecEditsTest::freeNamesCount()
{
    const NetworkSpec spec = chain({named("conv"), named("conv2"), named("b7")});
    QCOMPARE(freeName(spec, "pool"), std::string{"pool"});
    QCOMPARE(freeName(spec, "conv"), std::string{"conv3"});
    QCOMPARE(freeName(spec, "b7"), std::string{"b2"});
    QCOMPARE(freeName(spec, "x"), std::string{"x2"}); // an input's
}

void SpecEditsTest::removingPassesOnWhatWasRead()
{
    const NetworkSpec spec = chain({named("a"), named("b"), named("c", "a"), named("d"), named("e", "", "b")});
    QCOMPARE(textOf(withRemoved(spec, {2})), std::string{"a b d(a) e[b]"});
    QCOMPARE(textOf(withRemoved(spec, {1})), std::string{"a c(a) d e[a]"});
    QCOMPARE(textOf(withRemoved(spec, {0})), std::string{"b c(x) d e[b]"});
    QCOMPARE(textOf(withRemoved(spec, {1, 0})), std::string{"c(x) d e[x]"});
    QCOMPARE(textOf(withRemoved(spec, {0, 1, 2, 3, 4})), std::string{});
    // Something without a name that is read from now on gets one.
    QCOMPARE(textOf(withRemoved(chain({named(""), named("b"), named("c"), named("d", "b")}), {1})),
             std::string{"activation c d(activation)"});
}

void SpecEditsTest::copiesReadCopies()
{
    const NetworkSpec spec = chain({named("a"), named("b", "a"), named("c", "", "a"), named("d")});
    QCOMPARE(textOf(withDuplicated(spec, {1, 2})), std::string{"a b(a) c[a] b2(a) c2[a] d"});
    QCOMPARE(textOf(withDuplicated(spec, {2, 0})), std::string{"a b(a) c[a] a2 c2[a2] d"});
    QCOMPARE(textOf(withDuplicated(spec, {})), textOf(spec));
}

void SpecEditsTest::movingKeepsOrder_data()
{
    QTest::addColumn<QList<int>>("blocks");
    QTest::addColumn<int>("to");
    QTest::addColumn<QString>("after");
    QTest::newRow("down") << QList<int>{0} << 2 << "b a c d";
    QTest::newRow("to the end") << QList<int>{1} << 4 << "a c d b";
    QTest::newRow("up") << QList<int>{3} << 0 << "d a b c";
    QTest::newRow("together") << QList<int>{3, 0} << 2 << "b a d c";
    QTest::newRow("nowhere") << QList<int>{1, 2} << 1 << "a b c d";
    QTest::newRow("behind itself") << QList<int>{1} << 2 << "a b c d";
}

void SpecEditsTest::movingKeepsOrder()
{
    QFETCH(QList<int>, blocks);
    QFETCH(int, to);
    QFETCH(QString, after);
    const NetworkSpec spec = chain({named("a"), named("b"), named("c"), named("d")});
    const NetworkSpec moved = withMoved(spec, {blocks.begin(), blocks.end()}, static_cast<std::size_t>(to));
    QCOMPARE(QString::fromStdString(textOf(moved)), after);
}

void SpecEditsTest::renamingFollows()
{
    const NetworkSpec spec = chain({named("a", "x"), named("b"), named("c", "a"), named("d", "", "a b")});
    QCOMPARE(textOf(withBlockRenamed(spec, 0, "stem")), std::string{"stem(x) b c(stem) d[stem b]"});
    QCOMPARE(textOf(withInputRenamed(spec, 0, "image")), std::string{"a(image) b c(a) d[a b]"});
}

void SpecEditsTest::branchLeavesTheRestAlone()
{
    using Kind = BlockPlace::Kind;
    const NetworkSpec spec = chain({named(""), named("b"), named("c")});
    const NetworkSpec branched = withBranch(spec, {Kind::Block, 0}, named("side"));
    QCOMPARE(textOf(branched), std::string{"activation side(activation) b(activation) c"});
    QCOMPARE(textOf(withBranch(spec, {Kind::Block, 2}, named("side"))), std::string{"b c side(c)"});
    QCOMPARE(textOf(withBranch(spec, {Kind::Input, 0}, named("side"))), std::string{"side(x) (x) b c"});
}

void SpecEditsTest::joinNamesWhatItJoins()
{
    using Kind = BlockPlace::Kind;
    const NetworkSpec spec = chain({named("a"), named(""), named("c"), named("d")});
    QCOMPARE(textOf(withJoin(spec, 2, {{Kind::Block, 0}, {Kind::Block, 1}, {Kind::Input, 0}}, named("j"))),
             std::string{"a activation c j[a activation x] d"});
}

void SpecEditsTest::sourcesAreFound()
{
    using Kind = BlockPlace::Kind;
    const NetworkSpec spec = chain({named("a"), named("b", "x"), named("c", "", "a nothing d"), named("d", "e")});
    QCOMPARE(sourcesOf(spec, 0), (std::vector<BlockPlace>{{Kind::Input, 0}}));
    QCOMPARE(sourcesOf(spec, 1), (std::vector<BlockPlace>{{Kind::Input, 0}}));
    QCOMPARE(sourcesOf(spec, 2), (std::vector<BlockPlace>{{Kind::Block, 1}, {Kind::Block, 0}}));
    QCOMPARE(sourcesOf(spec, 3), std::vector<BlockPlace>{});
}

void SpecEditsTest::newBlocksHaveValidSettings_data()
{
    QTest::addColumn<QString>("type");
    for (const BlockType& type : blockTypes())
        if (findBlockSetting(type, "with") == nullptr) // joins nothing until it is told
            QTest::newRow(std::string{type.name}.c_str()) << QString::fromStdString(std::string{type.name});
}

/// Whatever comes in, what is put down has no setting to mend.
void SpecEditsTest::newBlocksHaveValidSettings()
{
    QFETCH(QString, type);
    const BlockType& known = *findBlockType(type.toStdString());
    for (const std::int64_t features : {0, 1, 3, 48, 1024}) {
        const BlockSpec block = newBlock(chain({}), known, {features, false});
        QVERIFY(!block.name.empty());
        const std::optional<BlockTrouble> trouble = checkSettings(known, block);
        QVERIFY2(!trouble, trouble ? plain(trouble->why).c_str() : "");
    }
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::SpecEditsTest)
#include "spec_edits_test.moc"
