#include "formats/contest/kgraph.h"
#include "formats/contest/paint.h"
#include "tests/test_class.h"

#include <QTest>

namespace waferscope {

namespace {

/// Every trap that the contest's own files have: a byte-order mark, a blank in the brackets, tabs, two names, no last
/// line end.
constexpr const char* kAwkward =
    "\xEF\xBB\xBF(*\ntest=ours\nwidth=100\nheight=50\nwdeltat=1\nwlength=10\nwadapter=2.5\n"
    "memlimit=24576\n*)\n\n(* Node Definitions *)\r\n"
    "input[ 0] name='k0'\n"
    "conv[1]\tW=14 H=28 R=1 S=3 C=16 K=32 T=2 U=2 name='k1' name='k1'\n"
    "cblock [2] f=64 h=14 w=28 name='k2'\n"
    "dblock[3]\tf=64\th=7\tw=14\tname='k3'\noutput[4] name='k4'\n"
    "(* Connectivity *)\ninput[ 0]:y -> conv[1]:x\nconv[1]:y\t->\tcblock[ 2]:x\n"
    "cblock[2]:y -> dblock[3]:x\ndblock[3]:y -> output[4]:x";

} // namespace

class KernelGraphTest : public QObject {
    Q_OBJECT

private slots:
    void readsAwkwardFiles();
    void blocksAreTheirConvolutions();
    void errorsNameFileAndLine_data();
    void errorsNameFileAndLine();
    void solutionsAreWrittenAsTheCheckerReadsThem();
};

void KernelGraphTest::readsAwkwardFiles()
{
    const Result<ContestProblem> read = readKernelGraph(kAwkward, "awkward.kgraph");
    QVERIFY2(read.ok(), read.ok() ? "" : read.error().message.c_str());
    const ContestProblem& problem = read.value();
    QCOMPARE(problem.width, 100);
    QCOMPARE(problem.height, 50);
    QCOMPARE(problem.timeWeight, 1.0);
    QCOMPARE(problem.wireWeight, 10.0);
    QCOMPARE(problem.adapterWeight, 2.5);
    QCOMPARE(problem.memoryLimit, 24576.0);
    QCOMPARE(problem.kernels.size(), std::size_t{3}); // inputs and outputs are not placed
    QCOMPARE(problem.kernels[0].name, std::string{"k1"});
    QVERIFY(problem.kernels[0].convs.front() == (ConvShape{28, 14, 1, 3, 16, 32, 2}));
    QCOMPARE(problem.streams.size(), std::size_t{2});
    QCOMPARE(problem.streams[1].first, KernelId{1});
    QCOMPARE(problem.streams[1].second, KernelId{2});
}

void KernelGraphTest::blocksAreTheirConvolutions()
{
    const Result<ContestProblem> read = readKernelGraph(kAwkward, "awkward.kgraph");
    const std::vector<ConvShape> down{
        {14, 28, 1, 1, 32, 16, 1}, {14, 28, 3, 3, 16, 16, 2}, {7, 14, 1, 1, 16, 64, 1}, {14, 28, 1, 1, 32, 64, 2}};
    QVERIFY(read.value().kernels[1].convs == down);
    const std::vector<ConvShape> residual{{7, 14, 1, 1, 64, 16, 1}, {7, 14, 3, 3, 16, 16, 1}, {7, 14, 1, 1, 16, 64, 1}};
    QVERIFY(read.value().kernels[2].convs == residual);
}

void KernelGraphTest::errorsNameFileAndLine_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::addColumn<QString>("message");
    const auto row = [](const char* name, const char* from, const char* to, const char* message) {
        QTest::newRow(name) << QString{from} << QString{to} << QString{message};
    };
    row("kind", "dblock[3]", "eblock[3]", "x.kgraph:15: there is no kind of kernel 'eblock'");
    row("argument", "K=32", "", "x.kgraph:13: the kernel lacks K.");
    row("number", "K=32", "K=x", "x.kgraph:13: 'K' must be a whole number");
    row("negative", "K=32", "K=-1", "x.kgraph:13: 'K' must be a whole number");
    row("huge", "K=32", "K=9999999999999999999", "x.kgraph:13: 'K' must be a whole number");
    row("too much work", "W=14 H=28 R=1 S=3 C=16", "W=999999 H=999999 R=9 S=9 C=999999",
        "x.kgraph:13: the kernel is far");
    row("twice", "cblock [2]", "cblock [1]", "x.kgraph:14: the node 1 is defined twice.");
    row("name", "name='k3'", "name='k2'", "x.kgraph:15: a kernel needs a name of its own.");
    row("quote", "name='k3'", "name=k3", "x.kgraph:15: the name wants single quotes");
    row("arrow", "cblock[2]:y ->", "cblock[2]:y", "x.kgraph:20: expected a stream");
    row("unknown node", "cblock[2]:y -> dblock[3]", "cblock[2]:y -> dblock[9]", "x.kgraph:20: the stream names a node");
    row("no bracket", "conv[1]\t", "conv 1 ", "x.kgraph:13: expected a kernel");
    row("weight", "wlength=10", "", "x.kgraph: expected wlength=NUMBER");
    row("fabric", "width=100", "width=0", "x.kgraph: expected width=NUMBER");
}

void KernelGraphTest::errorsNameFileAndLine()
{
    QFETCH(QString, from);
    QFETCH(QString, to);
    QFETCH(QString, message);
    QString text = QString::fromUtf8(kAwkward);
    QVERIFY(text.contains(from));
    text.replace(text.indexOf(from), from.size(), to);
    const Result<ContestProblem> read = readKernelGraph(text.toStdString(), "x.kgraph");
    QVERIFY(!read.ok());
    QVERIFY2(QString::fromStdString(read.error().message).startsWith(message), read.error().message.c_str());
}

void KernelGraphTest::solutionsAreWrittenAsTheCheckerReadsThem()
{
    const ContestProblem problem = readKernelGraph(kAwkward, "awkward.kgraph").value();
    const std::vector<PlacedKernel> placed{
        {{1, 2, {{3, 4}}}, {{5, 6}, 12, 8}, Rotation::R0, false},
        {{1, 1, {{1, 2}, {3, 4}, {5, 6}, {7, 8}}}, {{20, 0}, 8, 60}, Rotation::R90, false},
        {{1, 1, {{1, 1}, {1, 1}, {1, 1}}}, {{0, 40}, 9, 2}, Rotation::R0, false}};
    const QString text = QString::fromStdString(toPaint(problem, placed));
    QVERIFY(text.startsWith(QStringLiteral("include \"common.paint\"\n")));
    QVERIFY(text.contains(
        QStringLiteral("k1 = conv( 28 14 16 32 1 3 2 2 1 2 3 4 )\nk1 : name('k1)\nk1 : place(5 6 R0)\n")));
    QVERIFY(text.contains(QStringLiteral("k2 = cblock( 14 28 64 1 1 1 3 5 7 2 4 6 8 )\n")));
    QVERIFY(text.contains(QStringLiteral("k2 : place(20 0 R90)\n")));
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::KernelGraphTest)
#include "kgraph_test.moc"
