/* The keys of the desks: one list, for the page and for the dialog that the key "?" opens. */
#include "pages/staff/keys.h"

#include "pages/respond.h"
#include "pages/site.h"

static const struct {
	const char *key;
	const char *does;
} keys[] = {
	{ "j", "下一行" },
	{ "k", "上一行" },
	{ "o", "打开这一行（也可以按回车）" },
	{ "x", "勾选这一行，再按一次取消" },
	{ "n", "办理下一件" },
	{ "y", "审核：通过，并打开下一件" },
	{ "d", "审核：不予受理，选原因" },
	{ "m", "审核：隐去选中的文字；没有选中的，填写要隐去的词" },
	{ "a", "到办理栏" },
	{ "p", "打印这一件" },
	{ "/", "查找" },
	{ "?", "显示这张表" },
	{ "Esc", "离开输入框，关闭这张表" },
};

enum status staff_keys_show(struct exchange *exchange)
{
	struct value *list = map_list(exchange->reply->view, "keys");

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		struct value *map = list_map(list);

		map_str(map, "key", str_of(keys[i].key));
		map_str(map, "does", str_of(keys[i].does));
	}
	respond_page(exchange, "staff_keys", S("快捷键"), NULL);
	return OK;
}
