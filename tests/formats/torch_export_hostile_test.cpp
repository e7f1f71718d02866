#include "core/base/random.h"
#include "formats/networks/model.h"
#include "formats/torch/torch_export.h"
#include "tests/test_class.h"

#include "tests/formats/read_network.h"
#include "tests/formats/torch_sample.h"
#include "tests/formats/zip_sample.h"

#include <QTest>

#include <fstream>
#include <iterator>

namespace waferscope {

/// Programs that are broken, cut short or corrupted: one sentence, or a network, and never a crash.
class TorchExportHostileTest : public QObject {
    Q_OBJECT

private slots:
    void refusesWithOneSentence_data();
    void refusesWithOneSentence();
    void survivesEveryTruncation();
    void survivesRandomCorruption();

private:
    SampleFolder m_folder;
};

namespace {

using T = TorchSample;

} // namespace

void TorchExportHostileTest::refusesWithOneSentence_data()
{
    QTest::addColumn<QString>("program");
    QTest::addColumn<QString>("part");
    const auto refusal = [](const char* name, const T& net, const char* part) {
        QTest::addRow("%s", name) << QString::fromStdString(net.json()) << QString{part};
    };
    QTest::addRow("empty") << QString{"{}"} << QString{"has no graph_module"};
    QTest::addRow("list") << QString{"[1]"} << QString{"has no graph_module"};
    T missing;
    missing.input("x", {"2"}).node("torch.ops.aten.relu.default", "relu", {"2"}, {{"self", T::tensor("nothing")}});
    refusal("unknown name", missing, "which nothing computes");
    T without;
    without.input("x", {"2"}).node("torch.ops.aten.relu.default", "relu", {"2"}, {});
    refusal("no argument", without, "has no tensor for self");
    T axis;
    axis.input("x", {"2"})
        .node("torch.ops.aten.transpose.int", "y", {"2"},
              {{"self", T::tensor("x")}, {"dim0", T::number(0)}, {"dim1", T::number(3)}});
    refusal("axis", axis, "the axis 3");
    T large;
    large.parameter("w", "fc.weight", {"4611686018427387904", "4611686018427387904"}).input("x", {"2"});
    refusal("large", large, "far too large");
    T stride;
    stride.parameter("w", "c.weight", {"4", "3", "3", "3"}).input("x", {"2", "3", "8", "8"});
    stride.node("torch.ops.aten.conv2d.default", "y", {"2", "4", "6", "6"},
                {{"input", T::tensor("x")}, {"weight", T::tensor("w")}, {"stride", T::numbers({1, 1, 1})}});
    refusal("strides", stride, "must have 2 numbers for stride");
}

void TorchExportHostileTest::refusesWithOneSentence()
{
    QFETCH(const QString, program);
    QFETCH(const QString, part);
    const Result<ReadNetwork> read = readTorchProgram(program.toStdString(), "model.json");
    QVERIFY(!read.ok());
    const QString message = QString::fromStdString(read.error().message);
    QVERIFY2(message.contains(part), qPrintable(message));
    QVERIFY2(message.endsWith('.') && !message.contains('\n'), qPrintable(message));
}

static void mustEnd(const std::string& text)
{
    const Result<ReadNetwork> read = readTorchProgram(text, "model.json");
    if (read.ok())
        (void)Network::create(std::make_shared<const NetworkSource>(read.value().source));
    else
        QVERIFY(!read.error().message.empty());
}

void TorchExportHostileTest::survivesEveryTruncation()
{
    const std::string whole = perceptron().json();
    QVERIFY(readTorchProgram(whole, "model.json").ok());
    for (std::size_t length = 0; length < whole.size(); length += 7)
        QVERIFY(!readTorchProgram(whole.substr(0, length), "model.json").ok());
}

void TorchExportHostileTest::survivesRandomCorruption()
{
    std::ifstream file{WAFERSCOPE_SOURCE_DIR "/tests/fuzz/corpus/torch_export/transformer", std::ios::binary};
    const std::string whole{std::istreambuf_iterator<char>{file}, {}};
    QVERIFY(readTorchProgram(whole, "model.json").ok());
    Random random{11};
    for (int round = 0; round < 400; ++round) {
        std::string text = whole;
        for (int change = 0; change < 3; ++change)
            text[random.below(text.size())] = "0123456789-{}[]\"az"[random.below(18)];
        mustEnd(text);
    }
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::TorchExportHostileTest)
#include "torch_export_hostile_test.moc"
