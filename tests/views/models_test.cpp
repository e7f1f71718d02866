#include "formats/machines/machines.h"
#include "formats/networks/model.h"
#include "mapping/map_network.h"
#include "tests/model/formula_evaluator.h"
#include "tests/test_class.h"
#include "views/base/number_text.h"
#include "views/models/delta_model.h"
#include "views/models/layer_model.h"
#include "views/models/report_model.h"
#include "views/panels/explanation.h"
#include "views/panels/inspector_content.h"
#include "views/panels/verdict.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <numeric>

namespace waferscope {

namespace {

using Tester = QAbstractItemModelTester;
constexpr auto kFail = Tester::FailureReportingMode::QtTest;

MappedLayout mapped(const std::string& model, Mode mode)
{
    MapRequest request;
    request.network = openModel(model).value().network;
    request.installation = readInstallation("cs1").value();
    request.mode = mode;
    return mapNetwork(request, shippedAssumptions()).value();
}

QString shown(Unit unit, double value)
{
    switch (unit) {
    case Unit::SampleRate: return rateText(SamplesPerSecond{value});
    case Unit::Share: return shareText(value);
    case Unit::ByteCount: return withUnit(wholeText(std::llround(value)), QStringLiteral("B"));
    default: return cyclesText(Cycles{std::llround(value)});
    }
}

} // namespace

/// What the views' models and words say of real layouts.
class ModelsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void layersFoldIntoBlocks();
    void numberedBlocksAreCounted();
    void layersKnowTheirPlace();
    void emptyLayerModel();
    void everyKernelIsFound();
    void reportHasARowAKernel();
    void reportKeepsItsRowsThroughAnEdit();
    void deltasAreSortedByChange();
    void deltasOfNothing();
    void whatDoesNotApplyIsADash();
    void verdictNamesTheBrokenRule();
    void verdictLeadsOnlyToWhatIsOnTheWafer();
    void inspectorOfKernelAndLayout();
    void everyNumberCanBeAskedWhy();
    void whyNamesWhatItRestsOn();

private:
    MappedLayout m_pipelined;
    MappedLayout m_streaming;
};

void ModelsTest::initTestCase()
{
    m_pipelined = mapped("gallery:resnet50", Mode::Pipelined);
    m_streaming = mapped("gallery:resnet50", Mode::WeightStreaming);
}

void ModelsTest::layersFoldIntoBlocks()
{
    LayerModel model;
    const Tester tester(&model, kFail);
    model.show(m_pipelined.layout->network(), m_pipelined.layout->graph());
    QVERIFY(model.rowCount() > 4);
    QVERIFY(model.rowCount() < 12);
    std::vector<qlonglong> parameters;
    for (int row = 0; row < model.rowCount(); ++row)
        parameters.push_back(model.index(row, LayerModel::ParametersColumn).data(LayerModel::SortRole).toLongLong());
    QCOMPARE(std::accumulate(parameters.begin(), parameters.end(), qlonglong{0}),
             static_cast<qlonglong>(m_pipelined.layout->network()->parameters()));
    const auto largest = static_cast<double>(*std::max_element(parameters.begin(), parameters.end()));
    for (int row = 0; row < model.rowCount(); ++row) {
        const double share = model.index(row, LayerModel::ParametersColumn).data(LayerModel::ShareRole).toDouble();
        QCOMPARE(share * largest, static_cast<double>(parameters[static_cast<std::size_t>(row)]));
    }
}

void ModelsTest::numberedBlocksAreCounted()
{
    LayerModel model;
    model.show(m_pipelined.layout->network(), m_pipelined.layout->graph());
    QStringList names;
    for (int row = 0; row < model.rowCount(); ++row)
        names << model.index(row, LayerModel::NameColumn).data().toString();
    QVERIFY2(names.contains(QStringLiteral("stage3 × 6")), qPrintable(names.join(QLatin1Char(' '))));
}

/// Nodes and indexes stand for each other; the blocks' activations are those of the network.
void ModelsTest::layersKnowTheirPlace()
{
    LayerModel model;
    const Tester tester(&model, kFail);
    model.show(m_pipelined.layout->network(), m_pipelined.layout->graph());
    qlonglong activations = 0;
    for (int row = 0; row < model.rowCount(); ++row) {
        const QModelIndex block = model.index(row, LayerModel::ActivationsColumn);
        activations += block.data(LayerModel::SortRole).toLongLong();
        QVERIFY(block.data(LayerModel::ShareRole).toDouble() <= 1.0);
        const LayerNode* node = model.nodeAt(block);
        QVERIFY(node);
        QCOMPARE(model.indexOf(*node), model.index(row, LayerModel::NameColumn));
        for (const std::unique_ptr<LayerNode>& child : node->children)
            QCOMPARE(model.indexOf(*child).parent(), model.index(row, LayerModel::NameColumn));
    }
    QCOMPARE(activations, static_cast<qlonglong>(m_pipelined.layout->network()->activations()));
    QVERIFY(!model.nodeAt({}));
    QVERIFY(!model.indexOf(*model.tree()).isValid());
}

void ModelsTest::emptyLayerModel()
{
    LayerModel model;
    const Tester tester(&model, kFail);
    QCOMPARE(model.rowCount(), 0);
    model.show(m_pipelined.layout->network(), nullptr);
    QCOMPARE(model.index(0, 0).data(LayerModel::KernelRole).toInt(), -1);
    model.show(nullptr, nullptr);
    QCOMPARE(model.rowCount(), 0);
    QVERIFY(!model.indexOf(KernelId{0}).isValid());
}

void ModelsTest::everyKernelIsFound()
{
    LayerModel model;
    model.show(m_pipelined.layout->network(), m_pipelined.layout->graph());
    for (std::size_t i = 0; i < m_pipelined.layout->graph()->size(); ++i) {
        const QModelIndex index = model.indexOf(KernelId{i});
        QVERIFY(index.isValid());
        QCOMPARE(index.data(LayerModel::KernelRole).toInt(), static_cast<int>(i));
    }
}

void ModelsTest::reportHasARowAKernel()
{
    ReportModel model;
    const Tester tester(&model, kFail);
    QCOMPARE(model.rowCount(), 0);
    model.show(m_pipelined.evaluation);
    QCOMPARE(model.rowCount(), static_cast<int>(m_pipelined.layout->graph()->size()));
    QCOMPARE(model.index(0, ReportModel::NameColumn).data().toString(),
             QString::fromStdString(m_pipelined.layout->graph()->kernels().front().name));
    for (int column = 0; column < ReportModel::ColumnCount; ++column) {
        QVERIFY(!model.index(0, column).data().toString().isEmpty());
        QVERIFY(!model.headerData(column, Qt::Horizontal).toString().isEmpty());
    }
    model.show(nullptr);
    QCOMPARE(model.rowCount(), 0);
}

void ModelsTest::reportKeepsItsRowsThroughAnEdit()
{
    ReportModel model;
    model.show(m_pipelined.evaluation);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    model.show(std::make_shared<const Evaluation>(*m_pipelined.evaluation));
    QCOMPARE(reset.count(), 0);
    QCOMPARE(changed.count(), 1);
}

void ModelsTest::deltasAreSortedByChange()
{
    DeltaModel model;
    const Tester tester(&model, kFail);
    model.show(m_pipelined.evaluation, m_streaming.evaluation, QStringLiteral("a"), QStringLiteral("b"));
    QVERIFY(model.rowCount() >= 8);
    for (int row = 0; row < model.rowCount(); ++row) {
        const QString change = model.index(row, DeltaModel::ChangeColumn).data().toString();
        QVERIFY2(change.contains(u'▲') || change.contains(u'▼') || change.contains(u'='), qPrintable(change));
        QVERIFY2(change.startsWith(u'+') || change.startsWith(QChar(0x2212)) || change.startsWith(u'±'),
                 qPrintable(change));
    }
    QCOMPARE(model.headerData(DeltaModel::RightColumn, Qt::Horizontal).toString(), QStringLiteral("b"));
}

void ModelsTest::deltasOfNothing()
{
    DeltaModel model;
    const Tester tester(&model, kFail);
    model.show(m_pipelined.evaluation, nullptr, {}, {});
    QCOMPARE(model.rowCount(), 0);
    model.show(m_pipelined.evaluation, m_pipelined.evaluation, {}, {});
    QVERIFY(model.rowCount() >= 8);
    for (int row = 0; row < model.rowCount(); ++row)
        QCOMPARE(model.index(row, DeltaModel::ChangeColumn).data(DeltaModel::kToneRole).toInt(),
                 static_cast<int>(DeltaModel::Tone::Neutral));
}

/// In table, comparison, verdict and inspector alike; behind all rates when sorted.
void ModelsTest::whatDoesNotApplyIsADash()
{
    const QString dash = QStringLiteral("–");
    auto still = std::make_shared<Evaluation>(*m_pipelined.evaluation);
    still->numbers.transmission.reset();
    for (KernelReport& kernel : still->kernels)
        kernel.numbers.transmission.reset();
    ReportModel report;
    report.show(still);
    QCOMPARE(report.index(0, ReportModel::TransmissionColumn).data().toString(), dash);
    DeltaModel delta;
    delta.show(m_pipelined.evaluation, still, "a", "b");
    int dashes = 0;
    for (int row = 0; row < delta.rowCount(); ++row)
        if (delta.index(row, DeltaModel::RightColumn).data().toString() == dash) {
            QVERIFY(!delta.index(row, DeltaModel::ChangeColumn).data().isValid());
            ++dashes;
        }
    QCOMPARE(dashes, 1);
    QCOMPARE(verdictOf(*still, *m_pipelined.layout->graph()).numbers[2].value, dash);
    for (const InspectorGroup& group : inspectorContentOf(*m_pipelined.layout, *still, {}).groups)
        for (const InspectorRow& row : group.rows)
            if (row.label == QStringLiteral("Transmission samples/s")) {
                QCOMPARE(row.value, dash);
                QVERIFY(!row.why); // there is nothing to explain
                ++dashes;
            }
    QCOMPARE(dashes, 2);
}

void ModelsTest::verdictNamesTheBrokenRule()
{
    const Verdict legal = verdictOf(*m_pipelined.evaluation, *m_pipelined.layout->graph());
    QVERIFY(legal.tone == VerdictTone::Warning);
    QVERIFY(!legal.sentence.isEmpty());
    Evaluation broken = *m_pipelined.evaluation;
    broken.violations = {KernelsOverlap{KernelId{0}, KernelId{1}, {}}, OutsideFabric{KernelId{2}, {}}};
    const std::vector<Kernel>& kernels = m_pipelined.layout->graph()->kernels();
    const Verdict verdict = verdictOf(broken, *m_pipelined.layout->graph());
    QVERIFY(verdict.tone == VerdictTone::Bad);
    QCOMPARE(verdict.sentence,
             QString::fromStdString(kernels[0].name + " overlaps " + kernels[1].name + ". And 1 more."));
    QVERIFY(verdict.place == VerdictPlace::Known);
}

void ModelsTest::verdictLeadsOnlyToWhatIsOnTheWafer()
{
    const KernelGraph& graph = *m_pipelined.layout->graph();
    Evaluation evaluation = *m_pipelined.evaluation;
    for (const Bottleneck& bottleneck : {Bottleneck(KernelBound{}), Bottleneck(LinkBound{EdgeId{0}, {}, {}})}) {
        evaluation.bottleneck = bottleneck;
        QVERIFY(verdictOf(evaluation, graph).place == VerdictPlace::Known);
    }
    for (const Bottleneck& bottleneck : {Bottleneck(HostBound{}), Bottleneck(BatchInputBound{})}) {
        evaluation.bottleneck = bottleneck;
        QVERIFY(verdictOf(evaluation, graph).place == VerdictPlace::None);
    }
}

void ModelsTest::inspectorOfKernelAndLayout()
{
    const InspectorContent whole = inspectorContentOf(*m_pipelined.layout, *m_pipelined.evaluation, {});
    QCOMPARE(whole.title, QStringLiteral("resnet50"));
    QVERIFY(!whole.memory);
    const InspectorContent kernel = inspectorContentOf(*m_pipelined.layout, *m_pipelined.evaluation, KernelId{3});
    QCOMPARE(kernel.title, QString::fromStdString(m_pipelined.layout->graph()->kernels()[3].name));
    QVERIFY(kernel.memory.has_value());
    double sum = 0.0;
    for (const MemoryPart& part : kernel.memory->parts)
        sum += part.share;
    QVERIFY(std::abs(sum - kernel.memory->total) < 1e-9);
    QVERIFY(kernel.memory->total <= 1.0);
    const InspectorContent beyond = inspectorContentOf(*m_pipelined.layout, *m_pipelined.evaluation, KernelId{9999});
    QCOMPARE(beyond.title, whole.title);
}

/// What the window shows comes to what it shows: the evaluator reads the text, and its answer in the window's words is
/// the last line.
void ModelsTest::everyNumberCanBeAskedWhy()
{
    for (const MappedLayout& mapped : {m_pipelined, m_streaming}) {
        for (const NumberKind number : kNumberKinds) {
            for (const std::optional<KernelId> kernel : {std::optional<KernelId>(), std::optional(KernelId{2})}) {
                const Explanation why =
                    explanationOf(number, *mapped.layout, *mapped.evaluation, shippedAssumptions(), kernel);
                QVERIFY(!why.title.isEmpty());
                QVERIFY(!why.formula.isEmpty());
                const QStringList lines = why.substituted.split(QStringLiteral("\n= "));
                QCOMPARE(lines.size(), 2);
                const double value = FormulaEvaluator::valueOf(lines.front().toStdString());
                QCOMPARE(lines.back(), shown(unitOf(number), value));
            }
        }
    }
}

void ModelsTest::whyNamesWhatItRestsOn()
{
    const auto assumptionsOf = [](const MappedLayout& mapped, NumberKind number) {
        return explanationOf(number, *mapped.layout, *mapped.evaluation, shippedAssumptions()).assumptions;
    };
    const QString samples = assumptionsOf(m_pipelined, NumberKind::Samples);
    for (const char* label : {"pipelined", "Lanes", "Input function"})
        QVERIFY2(samples.contains(QLatin1String(label)), qPrintable(samples));
    QVERIFY(!samples.contains(QStringLiteral("weight streaming")));
    QVERIFY(assumptionsOf(m_streaming, NumberKind::Samples).contains(QStringLiteral("weight streaming")));
    QVERIFY(assumptionsOf(m_pipelined, NumberKind::Memory).isEmpty());
}

} // namespace waferscope

WAFERSCOPE_TEST_IN(QCoreApplication, waferscope::ModelsTest)
#include "models_test.moc"
