#include "tests/test_class.h"
#include "window_fixture.h"

#include "views/drawing/network/network_painter.h"
#include "views/models/layer_model.h"
#include "views/network/layer_list.h"
#include "views/network/network_graph_view.h"
#include "views/network/network_panel.h"

#include <QAction>
#include <QApplication>
#include <QDialog>
#include <QDockWidget>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QTemporaryDir>
#include <QTimer>
#include <QToolButton>
#include <QWheelEvent>

namespace waferscope {

namespace {

/// The window with a network and its graph large beside the wafer.
struct GraphFixture : WindowFixture {
    NetworkGraphView& graph = *child<NetworkGraphView>("network.picture");
    LayerList& list = *child<LayerList>("network.layers");
    QLineEdit& search = *child<QLineEdit>("network.search");

    using WindowFixture::WindowFixture;

    void openGraph(const QString& model)
    {
        QVERIFY(open(model));
        window.activateWindow();
        wafer().setFocus();
        QTest::keyClick(&window, Qt::Key_G);
        QVERIFY(graph.isVisible());
        QVERIFY(graph.picture().scene);
    }

    WaferView& wafer() { return window.wafer(PaneSide::Left); }

    /// Index of the first node of this name; fails the test when there is none.
    std::size_t node(const QString& name)
    {
        const std::vector<GraphNode>& nodes = graph.picture().scene->graph.nodes;
        for (std::size_t i = 0; i < nodes.size(); ++i)
            if (nodes[i].name == name)
                return i;
        QTest::qFail(qPrintable(QStringLiteral("There is no node ") + name), __FILE__, __LINE__);
        return 0;
    }

    QPoint pixelOf(std::size_t node)
    {
        const NetworkPicture& picture = graph.picture();
        const QRectF& box = picture.scene->layout.boxes[node];
        const QPointF place(box.center().x(), picture.scene->isOpen(node) ? box.top() + 4 : box.center().y() - 2);
        return picture.camera.toLogical(place).toPoint();
    }

    QPoint glyphOf(std::size_t node)
    {
        return graph.picture().camera.toLogical(glyphBox(*graph.picture().scene, node).center()).toPoint();
    }

    void click(std::size_t node) { QTest::mouseClick(&graph, Qt::LeftButton, {}, pixelOf(node)); }

    QString listed() { return list.currentIndex().data().toString(); }
    QString chosen()
    {
        const auto node = graph.picture().chosen;
        return node ? graph.picture().scene->graph.nodes[*node].name : QString();
    }
};

} // namespace

/// The network's list, graph and search in the real window, and that they and the wafer show one choice.
class NetworkViewsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void graphChoosesEverywhere();
    void layersWithoutKernelAreChosenToo();
    void blocksOpenAndClose();
    void keysWalkAlongStreams();
    void wheelZoomsToThePointerAndDragPans();
    void searchIsSeenEverywhere();
    void columnsHideAndSort();
    void graphGoesLargeAndBack();
    void graphIsExported();
    void lookAtAll_data();
    void lookAtAll();
};

void NetworkViewsTest::graphChoosesEverywhere()
{
    GraphFixture f;
    f.openGraph(QStringLiteral("gallery:resnet50"));
    f.click(f.node(QStringLiteral("classes")));
    const std::optional<KernelId> kernel = f.window.document().selection();
    QVERIFY(kernel.has_value());
    QCOMPARE(f.wafer().picture().selection, std::vector<KernelId>{*kernel});
    QCOMPARE(f.listed(), QStringLiteral("classes"));
    QCOMPARE(f.chosen(), QStringLiteral("classes"));

    f.window.document().select(KernelId{0}); // as a click on the wafer does
    QCOMPARE(f.chosen(), QStringLiteral("conv"));
    QCOMPARE(f.listed(), QStringLiteral("conv"));
    QVERIFY(f.graph.picture().kernel == KernelId{0});

    f.window.document().select(std::nullopt);
    QCOMPARE(f.chosen(), QString());
    QCOMPARE(f.listed(), QString());
}

/// A join has no kernel of its own in every network; it is chosen in list and graph, and the wafer deselects.
void NetworkViewsTest::layersWithoutKernelAreChosenToo()
{
    GraphFixture f;
    f.openGraph(QStringLiteral("gallery:resnet50"));
    f.click(f.node(QStringLiteral("classes")));
    f.click(f.node(QStringLiteral("image"))); // an input
    QCOMPARE(f.chosen(), QStringLiteral("image"));
    QVERIFY(!f.window.document().selection());
    QVERIFY(f.wafer().picture().selection.empty());
    QTest::keyClick(&f.graph, Qt::Key_Escape);
    QCOMPARE(f.chosen(), QString());
}

void NetworkViewsTest::blocksOpenAndClose()
{
    GraphFixture f;
    f.openGraph(QStringLiteral("gallery:resnet50"));
    const std::size_t before = f.graph.picture().scene->graph.nodes.size();
    const std::size_t block = f.node(QStringLiteral("stage3 × 6"));
    const QPoint glyph = f.glyphOf(block);
    QTest::mouseClick(&f.graph, Qt::LeftButton, {}, glyph);
    QCOMPARE(f.graph.picture().scene->graph.nodes.size(), before + 6);
    QTest::mouseClick(&f.graph, Qt::LeftButton, {}, f.glyphOf(f.node(QStringLiteral("stage3 × 6"))));
    QCOMPARE(f.graph.picture().scene->graph.nodes.size(), before);

    QTest::mouseDClick(&f.graph, Qt::LeftButton, {}, f.pixelOf(f.node(QStringLiteral("stage4 × 3"))));
    QCOMPARE(f.graph.picture().scene->graph.nodes.size(), before + 3);
    QCOMPARE(f.chosen(), QStringLiteral("stage4 × 3"));
    f.graph.setFocus();
    QTest::keyClick(&f.graph, Qt::Key_Return);
    QCOMPARE(f.graph.picture().scene->graph.nodes.size(), before);

    f.graph.openAll();
    QCOMPARE(f.graph.picture().scene->graph.shownFor.size(), f.window.document().project()->network->layers().size());
    for (const GraphNode& node : f.graph.picture().scene->graph.nodes)
        QVERIFY(node.role != GraphRole::ClosedBlock);
    f.graph.closeAll();
    for (const GraphNode& node : f.graph.picture().scene->graph.nodes)
        QVERIFY(node.role != GraphRole::OpenBlock);
}

void NetworkViewsTest::keysWalkAlongStreams()
{
    GraphFixture f;
    f.openGraph(QStringLiteral("gallery:unet"));
    f.click(f.node(QStringLiteral("encoder/0")));
    f.graph.setFocus();
    QTest::keyClick(&f.graph, Qt::Key_Down);
    QCOMPARE(f.chosen(), QStringLiteral("encoder/1"));
    QTest::keyClick(&f.graph, Qt::Key_Down);
    QTest::keyClick(&f.graph, Qt::Key_Down);
    QCOMPARE(f.chosen(), QStringLiteral("encoder/3"));
    QTest::keyClick(&f.graph, Qt::Key_Down);
    QCOMPARE(f.chosen(), QStringLiteral("decoder/0"));
    QTest::keyClick(&f.graph, Qt::Key_Up);
    QVERIFY(f.chosen().startsWith(QStringLiteral("encoder/")));
    QVERIFY(f.window.document().selection().has_value());
    QCOMPARE(f.window.runs().player().time(), Cycles{0}); // the arrows did not step through time
}

void NetworkViewsTest::wheelZoomsToThePointerAndDragPans()
{
    GraphFixture f;
    f.openGraph(QStringLiteral("gallery:resnet50"));
    const std::size_t node = f.node(QStringLiteral("stage2 × 4"));
    const QPoint place = f.pixelOf(node);
    const double before = f.graph.picture().camera.scale;
    const QPointF under = f.graph.picture().camera.toScene(place);
    QWheelEvent wheel(place, f.graph.mapToGlobal(place), {}, {0, 240}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase,
                      false);
    QApplication::sendEvent(&f.graph, &wheel);
    QVERIFY(f.graph.picture().camera.scale > 1.5 * before);
    const QPointF moved = f.graph.picture().camera.toScene(place) - under;
    QVERIFY(std::hypot(moved.x(), moved.y()) < 0.01);

    const QPointF offset = f.graph.picture().camera.offset;
    QTest::mousePress(&f.graph, Qt::LeftButton, {}, place);
    QTest::mouseMove(&f.graph, place + QPoint(30, 10));
    QTest::mouseMove(&f.graph, place + QPoint(60, 40));
    QTest::mouseRelease(&f.graph, Qt::LeftButton, {}, place + QPoint(60, 40));
    QCOMPARE(f.graph.picture().camera.offset, offset + QPointF(60, 40));
    QVERIFY(!f.graph.picture().chosen); // a drag is no click
    QTest::keyClick(&f.graph, Qt::Key_F);
    QVERIFY(f.graph.picture().camera.scale < 1.3 * before);
}

void NetworkViewsTest::searchIsSeenEverywhere()
{
    GraphFixture f;
    f.openGraph(QStringLiteral("gallery:unet"));
    QTest::keyClick(&f.window, Qt::Key_F, Qt::ControlModifier);
    QVERIFY(f.search.hasFocus());
    QTest::keyClicks(&f.search, QStringLiteral("pooling")); // a kind; no layer is called so
    QCOMPARE(f.child<QLabel>("network.found")->text(), QStringLiteral("3 found"));
    const std::vector<bool> found = f.graph.picture().found;
    QVERIFY(!found[f.node(QStringLiteral("encoder/0"))]);
    QVERIFY(found[f.node(QStringLiteral("encoder/1"))]);
    QVERIFY(found[f.node(QStringLiteral("encoder × 4"))]);
    QVERIFY(!found[f.node(QStringLiteral("output"))]);
    QCOMPARE(f.wafer().picture().found.size(), std::size_t{3});

    QTest::keyClick(&f.search, Qt::Key_Return);
    QCOMPARE(f.child<QLabel>("network.found")->text(), QStringLiteral("1 of 3"));
    QCOMPARE(f.listed(), QStringLiteral("down"));
    QCOMPARE(f.chosen(), QStringLiteral("encoder/1")); // which stands for it
    const std::optional<KernelId> first = f.window.document().selection();
    QVERIFY(first && *first == f.wafer().picture().found.front());
    QTest::keyClick(&f.search, Qt::Key_Return);
    QTest::keyClick(&f.search, Qt::Key_Return);
    QTest::keyClick(&f.search, Qt::Key_Return);
    QCOMPARE(f.window.document().selection(), first); // once round
    QTest::keyClick(&f.search, Qt::Key_Return, Qt::ShiftModifier);
    QCOMPARE(f.child<QLabel>("network.found")->text(), QStringLiteral("3 of 3"));
    QTest::mouseClick(f.child<QToolButton>("network.next"), Qt::LeftButton);
    QCOMPARE(f.child<QLabel>("network.found")->text(), QStringLiteral("1 of 3"));

    f.search.setText(QStringLiteral("ConvTranspose")); // an operator
    QCOMPARE(f.child<QLabel>("network.found")->text(), QStringLiteral("3 found"));
    f.search.setText(QStringLiteral("nowhere"));
    QCOMPARE(f.child<QLabel>("network.found")->text(), QStringLiteral("No layer is found"));
    QVERIFY(!f.child<QToolButton>("network.next")->isEnabled());
    QVERIFY(f.wafer().picture().found.empty());
    QTest::keyClick(&f.search, Qt::Key_Escape);
    QVERIFY(f.search.text().isEmpty());
    QVERIFY(f.graph.picture().found.empty());
    QVERIFY(f.graph.hasFocus());
}

void NetworkViewsTest::columnsHideAndSort()
{
    GraphFixture f;
    QVERIFY(f.open(QStringLiteral("gallery:resnet50")));
    QVERIFY(!f.list.isColumnHidden(LayerModel::ActivationsColumn));
    f.list.popUpColumns(f.list.mapToGlobal(QPoint(10, 10)));
    auto* menu = f.child<QMenu>("network.columns");
    QVERIFY(menu && menu->isVisible());
    QAction* shown =
        menu->findChild<QAction*>(QStringLiteral("network.column.%1").arg(int(LayerModel::ActivationsColumn)));
    QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(shown).center());
    QVERIFY(f.list.isColumnHidden(LayerModel::ActivationsColumn));

    const QString first = f.list.model()->index(0, 0).data().toString();
    f.list.sortByColumn(LayerModel::ParametersColumn, Qt::DescendingOrder);
    qint64 before = std::numeric_limits<qint64>::max();
    for (int row = 0; row < f.list.model()->rowCount(); ++row) {
        const qint64 count =
            f.list.model()->index(row, LayerModel::ParametersColumn).data(LayerModel::SortRole).toLongLong();
        QVERIFY(count <= before);
        before = count;
    }
    QVERIFY(f.list.model()->index(0, 0).data().toString() != first);
    f.list.sortByColumn(-1, Qt::AscendingOrder);
    QCOMPARE(f.list.model()->index(0, 0).data().toString(), first);
}

void NetworkViewsTest::graphGoesLargeAndBack()
{
    GraphFixture f;
    QVERIFY(f.open(QStringLiteral("gallery:resnet50")));
    auto* dock = f.child<QDockWidget>("dock.network");
    const int usual = dock->width();
    QTest::mouseClick(f.child<QToolButton>("segment.network.graph"), Qt::LeftButton);
    QVERIFY(f.graph.isVisible());
    QCOMPARE(dock->width(), usual); // the page alone does not widen the dock
    QTest::mouseClick(f.child<QToolButton>("segment.network.list"), Qt::LeftButton);
    QVERIFY(f.list.isVisible());
    f.trigger(f.window.actions().networkGraph);
    QTRY_VERIFY(dock->width() > usual + 100);
    QVERIFY(f.graph.isVisible() && f.wafer().width() > 400);
    QTest::mouseClick(f.child<QToolButton>("segment.network.list"), Qt::LeftButton);
    QVERIFY(!f.window.actions().networkGraph->isChecked());
    QTRY_VERIFY(dock->width() < usual + 20);
}

/// Through the dialog, as a person does.
void NetworkViewsTest::graphIsExported()
{
    GraphFixture f;
    f.openGraph(QStringLiteral("gallery:unet"));
    QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("graph.svg"));
    Q_EMIT f.graph.contextMenuWanted(f.graph.mapToGlobal(QPoint(5, 5)));
    auto* menu = f.child<QMenu>("network.graphMenu");
    QVERIFY(menu && menu->isVisible());
    QTimer::singleShot(300, qApp, [file] {
        auto* dialog = qobject_cast<QDialog*>(QApplication::activeModalWidget());
        QVERIFY(dialog);
        auto* edit = dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
        edit->setText(file);
        QTest::keyClick(edit, Qt::Key_Return);
    });
    auto* action = menu->findChild<QAction*>(QStringLiteral("network.export"));
    menu->hide();
    action->trigger();
    QFile written(file);
    QVERIFY(written.open(QIODevice::ReadOnly));
    QVERIFY(written.readAll().contains("encoder"));
}

void NetworkViewsTest::lookAtAll_data()
{
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

/// Leaves pictures in the build folder's screenshots/ to be looked at.
void NetworkViewsTest::lookAtAll()
{
    QFETCH(bool, dark);
    GraphFixture f(dark ? ThemeChoice::Dark : ThemeChoice::Light);
    QString name = dark ? QStringLiteral("network_dark") : QStringLiteral("network_light");
    if (f.window.devicePixelRatioF() > 1.0)
        name += QStringLiteral("_2x");
    for (const char* model : {"resnet50", "unet", "gpt3-175b"}) {
        QVERIFY(f.open(QStringLiteral("gallery:") + QLatin1String(model)));
        const QString prefix = name + QLatin1Char('_') + QLatin1String(model);
        f.picture(prefix + QStringLiteral("_list"));
        QTest::mouseClick(f.child<QToolButton>("segment.network.graph"), Qt::LeftButton);
        f.picture(prefix + QStringLiteral("_dock"));
        f.trigger(f.window.actions().networkGraph);
        f.click(1);
        f.picture(prefix + QStringLiteral("_large"));
        f.graph.openAll();
        f.picture(prefix + QStringLiteral("_open"));
        f.search.setText(QStringLiteral("norm"));
        QTest::keyClick(&f.search, Qt::Key_Return);
        f.picture(prefix + QStringLiteral("_search"));
        f.graph.fit();
        f.picture(prefix + QStringLiteral("_fit"));
        f.search.clear();
        f.trigger(f.window.actions().networkGraph);
    }
    f.window.resize(1024, 700);
    f.picture(name + QStringLiteral("_small"));
    f.trigger(f.window.actions().networkGraph);
    f.graph.closeAll();
    f.picture(name + QStringLiteral("_small_large"));
}

} // namespace waferscope

WAFERSCOPE_TEST_IN(QApplication, waferscope::NetworkViewsTest)
#include "network_views_scale_test.moc"
