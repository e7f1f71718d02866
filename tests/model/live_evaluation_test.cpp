#include "formats/networks/model.h"
#include "mapping/map_network.h"
#include "model/evaluate.h"
#include "model/live_evaluation.h"
#include "model/pipelined/pipelined_evaluation.h"
#include "tests/changed_layout.h"
#include "tests/mapping/edit_samples.h"
#include "tests/test_class.h"

#include <QTest>

namespace waferscope {

/// LiveEvaluation against evaluate() in every field, over whatever a hand may do.
class LiveEvaluationTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalsEvaluateInEveryField_data();
    void equalsEvaluateInEveryField();
    void takesOverWhatASearchFound();
    void othersGroundIsNotTakenOver();

private:
    std::shared_ptr<const Assumptions> m_assumptions = std::make_shared<const Assumptions>(shippedAssumptions());

    /// A fabric small enough for kernels to lie close and streams to share links.
    static std::shared_ptr<const Installation> installation(int columns, int rows)
    {
        auto small = std::make_shared<Installation>(*readInstallation("cs2").value());
        small->system.columns = columns;
        small->system.rows = rows;
        return small;
    }
    [[nodiscard]] EditStart start(int kernels, Run run, Random& random) const
    {
        const auto graph = std::make_shared<const KernelGraph>(samples::forkedChain(kernels, random));
        const auto layout = std::make_shared<const Layout>(
            samples::cutLayout(graph, installation(150, 220), *m_assumptions, random, run));
        return {layout, std::make_shared<const Evaluation>(evaluate(*layout, *m_assumptions)), m_assumptions};
    }
};

void LiveEvaluationTest::equalsEvaluateInEveryField_data()
{
    QTest::addColumn<int>("kernels");
    QTest::addColumn<bool>("training");
    QTest::newRow("few, training") << 4 << true;
    QTest::newRow("some, training") << 25 << true;
    QTest::newRow("some, inference") << 25 << false;
    QTest::newRow("many, training") << 80 << true;
}

/// Edits from the last layout or from an earlier one, as undo and cancelled drags do. Snapshots stay what they were.
void LiveEvaluationTest::equalsEvaluateInEveryField()
{
    QFETCH(const int, kernels);
    QFETCH(const bool, training);
    Random random(static_cast<std::uint64_t>(kernels));
    std::vector<EditStart> history{start(kernels, training ? Run::Train : Run::Infer, random)};
    LiveEvaluation live;
    const auto whole = [&](const Layout& layout) { // the area bound depends on no mapping, and takes long
        Evaluation evaluation = evaluatePipelined(layout.problem(), layout.mapping(), *m_assumptions);
        evaluation.areaBound = history.front().evaluation->areaBound;
        return evaluation;
    };
    std::size_t violations = 0;
    for (int step = 0; step < 300; ++step) {
        const bool jumps = random.below(5) == 0;
        const EditStart& from = jumps ? history[random.below(history.size())] : history.back();
        EditStart next = from;
        if (!jumps || random.below(2) == 0) // otherwise the earlier layout once more
            next.layout = std::make_shared<const Layout>(samples::randomEdit(from, random));
        next.evaluation = live.evaluate(next.layout, m_assumptions);
        QVERIFY2(*next.evaluation == whole(*next.layout), qPrintable(QString::number(step)));
        violations += next.evaluation->violations.size();
        history.push_back(next);
    }
    for (const EditStart& past : history)
        QVERIFY(*past.evaluation == whole(*past.layout));
    QVERIFY(violations > 300); // it has seen trouble
}

void LiveEvaluationTest::takesOverWhatASearchFound()
{
    MapRequest request;
    request.network = openModel("gallery:unet", {}).value().network;
    request.installation = readInstallation("cs1").value();
    const MappedLayout found = mapNetwork(request, *m_assumptions).value();
    LiveEvaluation live;
    live.remember(found.layout, m_assumptions, found.evaluation);
    Random random(9);
    EditStart last{found.layout, found.evaluation, m_assumptions};
    for (int i = 0; i < 25; ++i) {
        last.layout = std::make_shared<const Layout>(samples::randomEdit(last, random));
        last.evaluation = live.evaluate(last.layout, m_assumptions);
        QVERIFY(*last.evaluation == evaluate(*last.layout, *m_assumptions));
    }
}

/// Another batch, other assumptions, another machine, another network: nothing of the last may remain.
void LiveEvaluationTest::othersGroundIsNotTakenOver()
{
    Random random(12);
    const EditStart first = start(12, Run::Train, random);
    const auto with = [&](auto change) { return samples::withProblem(*first.layout, change); };
    const Layout batch = samples::withBatch(*first.layout, 2 * first.layout->execution().batch);
    const Layout precise = with([](LayoutProblem& problem) { problem.execution.precision = Precision::Fp32; });
    const Layout elsewhere = with([](LayoutProblem& problem) { problem.installation = installation(160, 210); });
    std::vector<Edge> edges = first.layout->graph()->edges();
    edges.front().elements *= 2;
    const auto graph = std::make_shared<const KernelGraph>(
        KernelGraph::create(first.layout->graph()->kernels(), edges, first.layout->graph()->inputs()).value());
    const Layout heavier = with([&](LayoutProblem& problem) { problem.graph = graph; });
    const auto fewer = std::make_shared<const Assumptions>(m_assumptions->with("stream_lanes", 3.0).value());
    LiveEvaluation live;
    const auto check = [&](const Layout& layout, const std::shared_ptr<const Assumptions>& assumptions) {
        const auto shared = std::make_shared<const Layout>(layout);
        return *live.evaluate(shared, assumptions) == evaluate(layout, *assumptions);
    };
    for (const Layout& other : {batch, precise, elsewhere, heavier}) {
        QVERIFY(check(*first.layout, m_assumptions));
        QVERIFY(check(other, m_assumptions));
    }
    QVERIFY(check(heavier, fewer));
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::LiveEvaluationTest)
#include "live_evaluation_test.moc"
