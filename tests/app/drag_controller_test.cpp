#include "app/tools/drag_controller.h"
#include "tests/test_class.h"

#include "app/document/layout_evaluator.h"
#include "formats/machines/machines.h"
#include "session/map_project.h"

#include <QApplication>
#include <QTest>

#include <algorithm>

namespace waferscope {

/// The ghost under a dragging hand is the document's preview, its shape and whether it may stay, and nobody else's.
class DragControllerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void theGhostIsThePreview();
    void theGhostOfAResizeHasTheShapeThatTheKernelTakes();
    void theGhostGoesWithTheDrag_data();
    void theGhostGoesWithTheDrag();
    void weightStreamingHasNoGhost();

private:
    /// A document with its pipelined layout on a view.
    struct Fixture {
        explicit Fixture(const OpenedProject& opened) { document.open(opened.project, {}); }

        [[nodiscard]] PeRect rectangle(KernelId kernel) const { return document.layout()->mapping()[kernel].rectangle; }

        LayoutEvaluator evaluator;
        Document document{[this](const auto& layout, const auto& assumptions, LayoutState state) {
            return evaluator.evaluationOf(layout, assumptions, state);
        }};
        WaferView view;
        DragController drags{document, view};
    };

    OpenedProject m_opened;
};

void DragControllerTest::initTestCase()
{
    m_opened = openProject({"gallery:screening-mlp", readInstallation("cs1").value(), {}}, {}).value();
}

void DragControllerTest::theGhostIsThePreview()
{
    Fixture f(m_opened);
    constexpr KernelId kKernel{1};
    Q_EMIT f.view.dragBegun(kKernel);
    QVERIFY(!f.view.picture().ghost);
    const PeCoord start = f.rectangle(kKernel).origin;
    const PeCoord onAnother = f.rectangle(KernelId{0}).origin;
    for (const PeCoord origin : {PeCoord{start.x + 1, start.y}, onAnother, start}) {
        Q_EMIT f.view.dragMoved(kKernel, origin);
        QVERIFY(f.view.picture().ghost.has_value());
        QCOMPARE(f.view.picture().ghost->target, f.rectangle(kKernel));
        QCOMPARE(f.view.picture().ghost->legality == Legality::Legal, f.document.evaluation()->legal());
        QCOMPARE(f.view.picture().ghost->reason.isEmpty(), f.document.evaluation()->legal());
    }
    Q_EMIT f.view.dragMoved(kKernel, onAnother);
    QCOMPARE(f.view.picture().ghost->legality, Legality::Illegal);
}

void DragControllerTest::theGhostOfAResizeHasTheShapeThatTheKernelTakes()
{
    Fixture f(m_opened);
    constexpr KernelId kKernel{1};
    Q_EMIT f.view.resizeBegun(kKernel, ResizeHandle::East);
    PeRect wanted = f.rectangle(kKernel);
    wanted.width = std::max(2, wanted.width / 2);
    Q_EMIT f.view.resizeMoved(kKernel, wanted);
    QVERIFY(f.document.isPreviewing());
    QCOMPARE(f.view.picture().ghost->target, f.rectangle(kKernel));
    QVERIFY(f.view.picture().ghost->target.width <= wanted.width);
}

void DragControllerTest::theGhostGoesWithTheDrag_data()
{
    QTest::addColumn<QString>("end");
    for (const char* end : {"dropped", "resized", "cancelled"})
        QTest::newRow(end) << QString::fromLatin1(end);
}

void DragControllerTest::theGhostGoesWithTheDrag()
{
    QFETCH(const QString, end);
    Fixture f(m_opened);
    constexpr KernelId kKernel{1};
    const PeRect start = f.rectangle(kKernel);
    Q_EMIT f.view.dragBegun(kKernel);
    Q_EMIT f.view.dragMoved(kKernel, {start.origin.x + 1, start.origin.y});
    QVERIFY(f.view.picture().ghost.has_value());
    if (end == QLatin1String("dropped"))
        Q_EMIT f.view.dragDropped(kKernel, {start.origin.x + 1, start.origin.y});
    else if (end == QLatin1String("resized"))
        Q_EMIT f.view.resizeDropped(kKernel, start);
    else
        Q_EMIT f.view.dragCancelled();
    QVERIFY(!f.view.picture().ghost);
    QVERIFY(!f.document.isPreviewing());
}

/// Its layers have no place that could be moved.
void DragControllerTest::weightStreamingHasNoGhost()
{
    Fixture f(m_opened);
    const auto& layouts = f.document.project()->layouts;
    const auto streaming = std::find_if(layouts.begin(), layouts.end(),
                                        [](const auto& layout) { return layout->mode() == Mode::WeightStreaming; });
    QVERIFY(streaming != layouts.end());
    f.document.showLayout(static_cast<std::size_t>(streaming - layouts.begin()));
    Q_EMIT f.view.dragBegun(KernelId{1});
    Q_EMIT f.view.dragMoved(KernelId{1}, {5, 5});
    QVERIFY(!f.view.picture().ghost && !f.document.isPreviewing());
}

} // namespace waferscope

WAFERSCOPE_TEST_IN(QApplication, waferscope::DragControllerTest)
#include "drag_controller_test.moc"
