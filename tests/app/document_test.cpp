#include "app/document/document.h"
#include "tests/test_class.h"

#include "app/document/layout_evaluator.h"
#include "formats/machines/machines.h"
#include "model/evaluate.h"
#include "session/edit_project.h"
#include "session/map_project.h"

#include <QSignalSpy>
#include <QTest>

#include <algorithm>

namespace waferscope {

namespace {

OpenedProject opened()
{
    return openProject({"gallery:screening-mlp", readInstallation("cs1").value(), {}}, {}).value();
}

/// A kernel with room around it.
KernelId smallKernel(const Project& project)
{
    const std::vector<PlacedKernel>& kernels = project.layouts.front()->mapping().kernels;
    const auto smallest = std::min_element(kernels.begin(), kernels.end(), [](const auto& a, const auto& b) {
        return a.rectangle.peCount() < b.rectangle.peCount();
    });
    return KernelId{static_cast<std::size_t>(smallest - kernels.begin())};
}

PeCoord originOf(const Document& document, KernelId kernel)
{
    return document.layout()->mapping()[kernel].rectangle.origin;
}

} // namespace

class DocumentTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_opened = opened();
        m_kernel = smallKernel(*m_opened.project);
    }
    void openShowsTheFirstLayout();
    void aMoveIsNamedAndUndone();
    void aDragIsOneStep();
    void aDragBackLeavesNoStep();
    void anEditThatChangesNothingLeavesNoStep();
    void aPreviewIsNoEdit();
    void previewsPushOutNothing();
    void cleanStateFollowsSaving();
    void undoShowsTheLayoutThatWasEdited();
    void selectionEndsWithItsKernel();
    void evaluationIsTheEnginesOwn();
    void kernelsStayOnTheFabric();

private:
    Document::Evaluator evaluator()
    {
        return [this](const std::shared_ptr<const Layout>& layout, const std::shared_ptr<const Assumptions>& a,
                      LayoutState state) { return m_evaluator.evaluationOf(layout, a, state); };
    }

    OpenedProject m_opened;
    KernelId m_kernel{0};
    LayoutEvaluator m_evaluator;
};

void DocumentTest::openShowsTheFirstLayout()
{
    Document document(evaluator());
    QSignalSpy changed(&document, &Document::layoutChanged);
    QVERIFY(document.isEmpty());
    QVERIFY(!document.layout());
    document.open(m_opened.project, {});
    QCOMPARE(document.layout(), m_opened.project->layouts.front());
    QVERIFY(document.evaluation() != nullptr);
    QCOMPARE(changed.count(), 1);
    document.close();
    QVERIFY(document.isEmpty());
    QVERIFY(!document.evaluation());
}

void DocumentTest::aMoveIsNamedAndUndone()
{
    Document document(evaluator());
    document.open(m_opened.project, {});
    const auto before = document.layout();
    document.moveKernel(KernelId{1}, {300, 300});
    const std::string& name = before->graph()->kernels()[1].name;
    QCOMPARE(document.undoStack().undoText(), QStringLiteral("Move %1").arg(QString::fromStdString(name)));
    QVERIFY(document.layout() != before);
    document.undoStack().undo();
    QCOMPARE(document.layout(), before); // the very same snapshot comes back
}

void DocumentTest::aDragIsOneStep()
{
    Document document(evaluator());
    document.open(m_opened.project, {});
    const int first = document.newDragId();
    for (int x = 0; x < 100; x += 10)
        document.moveKernel(m_kernel, {x + 1, 20}, first);
    document.moveKernel(m_kernel, {5, 5}, document.newDragId());
    QCOMPARE(document.undoStack().count(), 2);
    document.undoStack().undo();
    QCOMPARE(originOf(document, m_kernel).x, 91);
}

void DocumentTest::aDragBackLeavesNoStep()
{
    Document document(evaluator());
    document.open(m_opened.project, {});
    // The first edit lets the kernel's streams choose their ways anew; from then on a way back is a way back.
    const PeCoord start = originOf(document, m_kernel);
    document.moveKernel(m_kernel, {start.x + 1, start.y});
    document.moveKernel(m_kernel, start);
    document.undoStack().clear();
    const int drag = document.newDragId();
    document.moveKernel(m_kernel, {start.x + 40, start.y}, drag);
    document.moveKernel(m_kernel, start, drag);
    QCOMPARE(document.undoStack().count(), 0);
    QVERIFY(document.undoStack().isClean());
}

void DocumentTest::anEditThatChangesNothingLeavesNoStep()
{
    Document document(evaluator());
    document.open(m_opened.project, {});
    document.replaceLayout(*document.layout(), QStringLiteral("Nothing"));
    document.replaceProject(*document.project(), QStringLiteral("Nothing"));
    QCOMPARE(document.undoStack().count(), 0);
}

void DocumentTest::aPreviewIsNoEdit()
{
    Document document(evaluator());
    document.open(m_opened.project, {});
    const auto before = document.layout();
    document.previewMove(m_kernel, {77, 78});
    QVERIFY(document.isPreviewing());
    QCOMPARE(originOf(document, m_kernel), (PeCoord{77, 78}));
    QCOMPARE(document.committedLayout(), before);
    QCOMPARE(document.undoStack().count(), 0);
    document.endPreview();
    QCOMPARE(document.layout(), before);
}

/// A drag has more steps than evaluations are remembered.
void DocumentTest::previewsPushOutNothing()
{
    Document document(evaluator());
    document.open(m_opened.project, {});
    const auto here = document.evaluation();
    const auto other = document.evaluationOf(1);
    for (int x = 0; x < 20; ++x)
        document.previewMove(m_kernel, {60 + x, 78});
    QCOMPARE(document.evaluationOf(1), other);
    document.endPreview();
    QCOMPARE(document.evaluation(), here);
}

void DocumentTest::cleanStateFollowsSaving()
{
    Document document(evaluator());
    document.open(m_opened.project, {});
    QSignalSpy title(&document, &Document::titleChanged);
    document.moveKernel(m_kernel, {9, 9});
    QVERIFY(!document.undoStack().isClean());
    document.markSaved(QStringLiteral("a.waferplan"));
    QVERIFY(document.undoStack().isClean());
    document.undoStack().undo();
    QVERIFY(!document.undoStack().isClean());
    QVERIFY(title.count() >= 3);
}

void DocumentTest::undoShowsTheLayoutThatWasEdited()
{
    Document document(evaluator());
    document.open(m_opened.project, {});
    document.moveKernel(m_kernel, {9, 9});
    document.showLayout(1);
    QVERIFY(document.layout()->mode() == Mode::WeightStreaming);
    document.undoStack().undo();
    QCOMPARE(document.currentIndex(), std::size_t{0});
}

void DocumentTest::selectionEndsWithItsKernel()
{
    Document document(evaluator());
    document.open(m_opened.project, {});
    document.select(KernelId{1});
    document.showLayout(1);
    QVERIFY(document.selection() == KernelId{1});
    document.close();
    QVERIFY(!document.selection());
}

void DocumentTest::evaluationIsTheEnginesOwn()
{
    Document document(evaluator());
    document.open(m_opened.project, {});
    for (const PeCoord origin : {PeCoord{0, 0}, PeCoord{100, 50}, PeCoord{600, 600}}) {
        document.moveKernel(KernelId{1}, origin);
        const Evaluation expected = evaluate(*document.layout(), *document.project()->assumptions);
        QCOMPARE(document.evaluation()->numbers.samples.count(), expected.numbers.samples.count());
        QCOMPARE(document.evaluation()->violations.size(), expected.violations.size());
    }
}

void DocumentTest::kernelsStayOnTheFabric()
{
    Document document(evaluator());
    document.open(m_opened.project, {});
    for (const PeCoord origin : {PeCoord{-50, -1}, PeCoord{5000, 5000}}) {
        document.moveKernel(KernelId{1}, origin);
        const PeRect rectangle = document.layout()->mapping()[KernelId{1}].rectangle;
        QVERIFY(document.layout()->system().fabric().contains(rectangle));
    }
}

} // namespace waferscope

WAFERSCOPE_TEST_IN(QCoreApplication, waferscope::DocumentTest)
#include "document_test.moc"
