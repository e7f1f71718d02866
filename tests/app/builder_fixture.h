#pragma once

#include "app/builder/builder_window.h"
#include "app/window/theme_switch.h"
#include "core/formats/gallery.h"
#include "views/block_list.h"
#include "views/block_list_model.h"
#include "views/totals_bar.h"

#include <QApplication>
#include <QDir>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QTest>
#include <QTimer>
#include <QTreeView>

namespace waferscope {

/// The U-Net of the gallery without its blocks.
inline NetworkSpec unetInput()
{
    NetworkSpec spec = gallerySpec("unet").value();
    spec.blocks.clear();
    return spec;
}

inline QStringList namesOf(const NetworkSpec& spec)
{
    QStringList names;
    for (const BlockSpec& block : spec.blocks)
        names.append(QString::fromStdString(block.name));
    return names;
}

/// A builder's window, and what tests do with it.
struct BuilderFixture {
    ThemeSwitch theme;
    BuilderWindow window;

    explicit BuilderFixture(ThemeChoice choice = ThemeChoice::Light, QSize size = {1280, 820})
        : window((theme.apply(choice), nullptr))
    {
        window.resize(size);
        window.show();
        static_cast<void>(QTest::qWaitForWindowExposed(&window));
    }

    ~BuilderFixture() { window.draft().undoStack().setClean(); } // nobody is there to be asked

    template <typename T>
    T* child(const char* name)
    {
        return window.findChild<T*>(QLatin1String(name));
    }

    /// The same once it can be seen: fields of a form appear a turn of the event loop after what they are about.
    template <typename T>
    T* seen(const char* name)
    {
        T* widget = nullptr;
        const bool isSeen = QTest::qWaitFor(
            [&] {
                widget = child<T>(name);
                return widget && widget->isVisible();
            },
            2000);
        return isSeen ? widget : nullptr;
    }

    BlockList& list() { return *child<BlockList>("builder.blocks"); }
    const NetworkSpec& spec() { return *window.draft().spec(); }

    /// Waits until what is shown has been counted.
    bool counted(int milliseconds = 20000)
    {
        return QTest::qWaitFor([this] { return window.draft().counts() != nullptr; }, milliseconds);
    }

    /// Double click on a block of the palette, as a person does, who is slower than counting.
    void insert(const QString& type)
    {
        QVERIFY(counted());
        auto* search = child<QLineEdit>("builder.palette.search");
        search->setFocus();
        search->clear();
        QTest::keyClicks(search, type);
        auto* tree = child<QTreeView>("builder.palette.blocks");
        const QModelIndex found = find(*tree, type);
        QVERIFY2(found.isValid(), qPrintable(type));
        tree->scrollTo(found);
        const QPoint place = tree->visualRect(found).center();
        QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, place);
        QTest::mouseDClick(tree->viewport(), Qt::LeftButton, {}, place);
        search->clear();
    }

    static QModelIndex find(const QTreeView& tree, const QString& type)
    {
        const QAbstractItemModel& model = *tree.model();
        for (int group = 0; group < model.rowCount(); ++group) {
            const QModelIndex head = model.index(group, 0);
            for (int row = 0; row < model.rowCount(head); ++row)
                if (model.index(row, 0, head).data(Qt::UserRole).toString() == type)
                    return model.index(row, 0, head);
        }
        return {};
    }

    QPoint middleOf(std::size_t block, int column = 0)
    {
        const auto& model = static_cast<const BlockListModel&>(*list().model());
        const QModelIndex index = model.indexOf({BlockPlace::Kind::Block, block}).siblingAtColumn(column);
        list().scrollTo(index);
        return list().visualRect(index).center();
    }

    void click(std::size_t block, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::mouseClick(list().viewport(), Qt::LeftButton, modifiers, middleOf(block));
    }

    /// Types into a field that a person has clicked.
    void type(const char* name, const QString& text)
    {
        auto* field = seen<QWidget>(name);
        QVERIFY2(field, name);
        field->setFocus();
        QTest::keyClick(field, Qt::Key_A, Qt::ControlModifier);
        if (text.isEmpty())
            QTest::keyClick(field, Qt::Key_Delete);
        else
            QTest::keyClicks(field, text);
    }

    void picture(const QString& name)
    {
        QTest::qWait(100);
        QDir().mkpath(QStringLiteral(WAFERSCOPE_BINARY_DIR "/screenshots"));
        QVERIFY(window.grab().save(QStringLiteral(WAFERSCOPE_BINARY_DIR "/screenshots/%1.png").arg(name)));
    }
};

} // namespace waferscope
