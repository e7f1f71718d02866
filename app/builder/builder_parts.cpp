#include "app/builder/builder_parts.h"

#include "views/base/icons.h"
#include "views/builder/block_form.h"
#include "views/builder/block_list.h"
#include "views/builder/block_list_model.h"
#include "views/builder/block_palette.h"
#include "views/builder/network_form.h"
#include "views/builder/totals_bar.h"
#include "views/panels/job_bar.h"
#include "views/panels/message_bar.h"

#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QResizeEvent>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace waferscope {

namespace {

constexpr QSize kUsualSize(1280, 820);
constexpr QSize kLeastSize(1024, 640);
constexpr int kNarrow = 1200; ///< logical pixels below which palette and form take less
constexpr int kPaletteWidth = 248;
constexpr int kFormWidth = 320;
constexpr int kLeastPalette = 200;
constexpr int kLeastList = 360;
constexpr int kLeastForm = 280;

QMenu* named(QMenu* menu, const char* name)
{
    menu->setObjectName(QLatin1String(name));
    return menu;
}

/// One below the other, without gaps.
QVBoxLayout* columnIn(QWidget* parent)
{
    auto* column = new QVBoxLayout(parent);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    return column;
}

} // namespace

BuilderParts::BuilderParts(QMainWindow& window, const BuilderActions& actions)
    : model(std::make_unique<BlockListModel>())
    , palette(new BlockPalette(&window))
    , list(new BlockList(*model, &window))
    , message(new MessageBar(&window))
    , jobs(new JobBar(&window))
    , totals(new TotalsBar(&window))
    , forms(new QStackedWidget(&window))
    , blockForm(new BlockForm(forms))
    , networkForm(new NetworkForm(forms))
    , splitter(new QSplitter(Qt::Horizontal, &window))
    , newMenu(named(new QMenu(tr("&New from"), &window), "builder.menu.new"))
    , galleryMenu(named(new QMenu(tr("&Gallery"), newMenu), "builder.menu.gallery"))
    , branchMenu(named(new QMenu(tr("&Branch from here"), &window), "builder.menu.branch"))
    , joinMenu(named(new QMenu(tr("&Join with"), &window), "builder.menu.join"))
{
    arrange(window);
    makeMenus(window, actions);
    makeToolBar(window, actions);
    window.installEventFilter(this);
}

BuilderParts::~BuilderParts() = default;

void BuilderParts::arrange(QMainWindow& window)
{
    window.setMinimumSize(kLeastSize);
    window.resize(kUsualSize);
    forms->addWidget(networkForm);
    forms->addWidget(blockForm);

    auto* middle = new QWidget(&window);
    QVBoxLayout* column = columnIn(middle);
    column->addWidget(message);
    column->addWidget(jobs);
    column->addWidget(list, 1);

    splitter->setObjectName(QStringLiteral("builder.splitter"));
    splitter->setHandleWidth(1);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(palette);
    splitter->addWidget(middle);
    splitter->addWidget(forms);
    splitter->setStretchFactor(1, 1);
    palette->setMinimumWidth(kLeastPalette);
    middle->setMinimumWidth(kLeastList);
    forms->setMinimumWidth(kLeastForm);

    auto* centre = new QWidget(&window);
    QVBoxLayout* rows = columnIn(centre);
    rows->addWidget(splitter, 1);
    rows->addWidget(totals);
    window.setCentralWidget(centre);
    window.setContextMenuPolicy(Qt::NoContextMenu); // Qt's own would hide the toolbar
}

bool BuilderParts::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize)
        share(static_cast<QResizeEvent*>(event)->size().width());
    return QObject::eventFilter(watched, event);
}

/// In a narrow window the list comes first.
void BuilderParts::share(int width)
{
    const bool isNarrow = width < kNarrow;
    if (m_isNarrow == isNarrow)
        return;
    m_isNarrow = isNarrow;
    const int left = isNarrow ? kLeastPalette : kPaletteWidth;
    const int right = isNarrow ? kLeastForm : kFormWidth;
    splitter->setSizes({left, width - left - right, right});
}

void BuilderParts::makeMenus(QMainWindow& window, const BuilderActions& actions)
{
    QMenu* file = named(window.menuBar()->addMenu(tr("&File")), "builder.menu.file");
    file->addMenu(newMenu);
    fillNewMenu(actions);
    file->addAction(actions.open);
    file->addSeparator();
    file->addActions({actions.save, actions.saveAs, actions.exportOnnx});
    file->addSeparator();
    file->addActions({actions.mapIt});
    file->addSeparator();
    file->addAction(actions.close);
    QMenu* edit = named(window.menuBar()->addMenu(tr("&Edit")), "builder.menu.edit");
    edit->addActions({actions.undo, actions.redo});
    fillBlocksMenu(*named(window.menuBar()->addMenu(tr("&Blocks")), "builder.menu.blocks"), actions);
}

void BuilderParts::fillNewMenu(const BuilderActions& actions) const
{
    newMenu->setToolTipsVisible(true);
    newMenu->addActions({actions.newPicture, actions.newTokens, actions.newSequence, actions.newVector});
    newMenu->addSeparator();
    newMenu->addMenu(galleryMenu);
    galleryMenu->setToolTipsVisible(true);
    newMenu->addActions({actions.newFromFamily, actions.newFromProject});
}

void BuilderParts::fillBlocksMenu(QMenu& menu, const BuilderActions& actions) const
{
    menu.addActions({actions.findBlock, actions.properties});
    menu.addSeparator();
    menu.addMenu(branchMenu);
    menu.addMenu(joinMenu);
    menu.addSeparator();
    menu.addActions({actions.duplicate, actions.moveUp, actions.moveDown, actions.remove});
    for (QAction* action : {actions.remove, actions.moveUp, actions.moveDown}) { // fields use these keys, too
        action->setShortcutContext(Qt::WidgetShortcut);
        list->addAction(action);
    }
}

void BuilderParts::makeToolBar(QMainWindow& window, const BuilderActions& actions) const
{
    QToolBar* bar = window.addToolBar(tr("Main"));
    bar->setObjectName(QStringLiteral("builder.toolBar"));
    bar->setMovable(false);
    bar->setFixedHeight(40);
    bar->setIconSize(QSize(20, 20));
    addNewButton(*bar);
    bar->addActions({actions.open, actions.save});
    bar->addSeparator();
    bar->addActions({actions.undo, actions.redo});
    bar->addSeparator();
    bar->addActions({actions.properties, actions.exportOnnx});
    auto* space = new QWidget(bar);
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar->addWidget(space);
    bar->addAction(actions.mapIt);
    static_cast<QToolButton*>(bar->widgetForAction(actions.mapIt))->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
}

void BuilderParts::addNewButton(QToolBar& bar) const
{
    auto* button = new QToolButton(&bar);
    button->setObjectName(QStringLiteral("builder.new"));
    button->setText(tr("New"));
    button->setIcon(iconOf(QStringLiteral("file")));
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setMenu(newMenu);
    button->setToolTip(tr("Begin with an input, a network of the gallery, a family or the open project"));
    bar.addWidget(button);
}

} // namespace waferscope
